package io.redrive.run;

import io.redrive.header.DeadLetterReader;
import io.redrive.header.HeaderSignature;
import io.redrive.redrive.Redrive;
import io.redrive.scan.ScanBudget;
import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What jobs are run with.
 *
 * @param topics returns the dead-letter topics as they are by now, by name
 * @param targets further topics that may be targets
 * @param mode whether topics for jobs may be created
 * @param plan what one look at a topic may cost
 * @param reader reads dead letters
 * @param signature signs what goes to retry topics, or null
 * @param instance name of this instance, which no other has
 * @param clock the time
 * @param random randomness
 * @param threads makes the threads that run jobs
 * @param ended is told of each job that is over and was run here
 */
public record RunSettings(
        Supplier<Map<String, RedriveTopic>> topics,
        Set<String> targets,
        TopicMode mode,
        ScanBudget plan,
        DeadLetterReader reader,
        @Nullable HeaderSignature signature,
        String instance,
        InstantSource clock,
        RandomGenerator random,
        ThreadFactory threads,
        Consumer<Redrive> ended) {

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int SPREAD_MS = 2_000;

    Routes routes(Supplier<RedriveTopic> topic) {
        return new Routes(topic, targets, signature);
    }

    /** Returns an id that sorts by time. */
    String newId() {
        return ID.format(clock.instant()) + String.format("-%06x", random.nextInt(1 << 24));
    }

    JobRunner.Self self() {
        return new JobRunner.Self(instance, clock, Duration.ofMillis(random.nextInt(SPREAD_MS)), ended);
    }
}

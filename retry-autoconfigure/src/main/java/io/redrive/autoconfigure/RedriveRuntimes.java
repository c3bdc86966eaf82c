package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.header.DeadLetterReader;
import io.redrive.listener.Engine;
import io.redrive.run.RunSettings;
import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Makes what runs jobs, as configured. */
final class RedriveRuntimes {

    private static final PropertyCheck CHECK = new PropertyCheck("redrive.dead-letters");
    private static final int NAMES = 1 << 16;

    private RedriveRuntimes() {}

    static RedriveRuntime of(
            Engine engine, DeadLetterTopics topics, RedriveProperties properties, Supplier<AuditTrail> trail) {
        RedriveProperties.DeadLetters deadLetters = properties.deadLetters();
        Duration interval =
                Objects.requireNonNull(CHECK.positive("redrive-look-interval", deadLetters.redriveLookInterval()));
        TopicMode mode = properties.topics().mode();
        RunSettings settings = new RunSettings(
                new RedriveTopics(topics, engine.listeners())::all,
                Set.copyOf(deadLetters.redriveTargets()),
                mode,
                DeadLetterBudget.of(deadLetters.scan()),
                new DeadLetterReader(engine.frames()),
                engine.safeguards().signature(),
                instance(engine),
                engine.clock(),
                engine.random(),
                threads(),
                job -> trail.get().add(AuditedRedrives.ended(job)));
        return new RedriveRuntime(settings, interval);
    }

    /** What a platform calls it, for people, and what no other has. */
    private static String instance(Engine engine) {
        String host = System.getenv("HOSTNAME");
        return (host == null ? "" : host + "-")
                + ProcessHandle.current().pid()
                + String.format("-%04x", engine.random().nextInt(NAMES));
    }

    private static ThreadFactory threads() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("redrive-job-");
        threads.setDaemon(true);
        return threads;
    }
}

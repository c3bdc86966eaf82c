package io.redrive.forward;

import io.redrive.log.QuietLog;
import io.redrive.schedule.RetryPause;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics that cannot be written, and the forwards that wait for each of them. Consumer thread only. */
final class ClosedTopics {

    private static final Logger log = LoggerFactory.getLogger(ClosedTopics.class);

    private final BiConsumer<String, @Nullable Exception> failures;
    private final QuietLog quiet;
    private final InstantSource clock;
    private final Map<String, Waiting> topics = new HashMap<>();

    /** What waits for one of them. */
    private static final class Waiting {

        private final ArrayDeque<Forward> forwards = new ArrayDeque<>();
        private final RetryPause pause = new RetryPause();
        private Exception failure;

        Waiting(Exception failure) {
            this.failure = failure;
        }
    }

    ClosedTopics(BiConsumer<String, @Nullable Exception> failures, QuietLog quiet, InstantSource clock) {
        this.failures = failures;
        this.quiet = quiet;
        this.clock = clock;
    }

    /** Has a forward wait when its topic is closed; returns whether it is. */
    boolean holds(Forward forward) {
        Waiting waiting = topics.get(forward.record().topic());
        if (waiting == null) {
            return false;
        }
        waiting.forwards.add(forward);
        failing(forward, waiting.failure);
        return true;
    }

    /** Its partition is told once, and brings no more: each that waits keeps a place open among those that are done. */
    private static void failing(Forward forward, Exception failure) {
        if (forward.failures++ == 0) {
            forward.outcomes().add(new Outcome.Failing(forward, failure));
        }
    }

    /** Notes that the topic of a forward cannot be written; the forward is the first to be tried again. */
    void close(Forward forward, Exception failure) {
        String topic = forward.record().topic();
        Waiting waiting = topics.computeIfAbsent(topic, unused -> new Waiting(failure));
        waiting.failure = failure;
        waiting.forwards.addFirst(forward);
        waiting.pause.failed(clock.millis());
        failures.accept(topic, failure);
        failing(forward, failure);
        forward.sendFailed(failure);
        quiet.warn(
                log,
                "forward-" + topic,
                () -> "Forwarding to " + topic + " in a transaction fails (" + failure
                        + "); offsets are held and it is tried again");
    }

    /** Notes that a topic was written; returns what has waited for it. */
    Collection<Forward> open(String topic) {
        Waiting waiting = topics.remove(topic);
        if (waiting == null) {
            return List.of();
        }
        failures.accept(topic, null);
        return waiting.forwards;
    }

    /**
     * Takes out a forward that tries whether its topic can be written again, or returns null while there is none to try.
     *
     * @param wanted whether a forward is still to be sent; others are dropped
     */
    @Nullable
    Forward probe(Predicate<Forward> wanted) {
        for (Iterator<Map.Entry<String, Waiting>> all = topics.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Waiting> each = all.next();
            Waiting waiting = each.getValue();
            waiting.forwards.removeIf(wanted.negate());
            if (waiting.forwards.isEmpty()) {
                all.remove();
                // Nobody here waits for it any more, so nobody here would notice that it can be written.
                failures.accept(each.getKey(), null);
            } else if (waiting.pause.isOver(clock.millis())) {
                return waiting.forwards.removeFirst();
            }
        }
        return null;
    }

    /** Takes out everything that waits for topics which are to be tried again now. */
    List<Forward> takeAll() {
        List<Forward> taken = new ArrayList<>();
        for (Waiting waiting : topics.values()) {
            if (waiting.pause.isOver(clock.millis())) {
                taken.addAll(waiting.forwards);
                waiting.forwards.clear();
            }
        }
        return taken;
    }
}

package io.redrive.consume;

import io.redrive.schedule.DueQueue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells other threads what a consumer holds: every second while it is busy, and whenever it begins to wait. Consumer thread
 * only.
 */
final class HoldingReport {

    private static final long INTERVAL_MS = 1_000;

    /** A wait after which what was told before would be out of date. */
    private static final long LONG_WAIT_MS = 50;

    private final Listening listening;
    private final TopicRole role;
    private final Assignment assignment;
    private final Forwarding forwarding;
    private @Nullable Holding last;
    private long lastMs;

    HoldingReport(Listening listening, TopicRole role, Assignment assignment, Forwarding forwarding) {
        this.listening = listening;
        this.role = role;
        this.assignment = assignment;
        this.forwarding = forwarding;
    }

    /** Called before each wait for records, with the longest time that it may take. */
    void beforeWaiting(long waitMs) {
        long nowMs = listening.clock().millis();
        if (isNeeded(waitMs, nowMs)) {
            Holding holding = holding(nowMs);
            last = holding;
            lastMs = nowMs;
            listening.holdings().publish(this, holding);
        }
    }

    /** Called when the consumer is closed. */
    void end() {
        listening.holdings().leave(this);
    }

    private boolean isNeeded(long waitMs, long nowMs) {
        Holding before = last;
        if (before == null || Math.abs(nowMs - lastMs) >= INTERVAL_MS) {
            return true;
        }
        return waitMs >= LONG_WAIT_MS && !(before.isEmpty() && isEmpty());
    }

    private boolean isEmpty() {
        if (forwarding.isOutstanding()) {
            return false;
        }
        for (AssignedPartition partition : assignment.all()) {
            if (partition.kept.size() > 0) {
                return false;
            }
        }
        return true;
    }

    private Holding holding(long nowMs) {
        Map<String, Holding.OfTopic> topics = new LinkedHashMap<>();
        for (AssignedPartition partition : assignment.all()) {
            DueQueue<RawRecord> kept = partition.kept;
            long earliest = kept.earliestDue();
            topics.merge(
                    partition.id.topic(),
                    new Holding.OfTopic(
                            partition.id.topic(),
                            1,
                            kept.size(),
                            kept.bytes(),
                            kept.dueBy(nowMs),
                            kept.sizeSetAside(),
                            earliest == DueQueue.NONE ? null : Instant.ofEpochMilli(earliest)),
                    Holding.OfTopic::plus);
        }
        return new Holding(
                Thread.currentThread().getName(),
                role,
                Instant.ofEpochMilli(nowMs),
                List.copyOf(topics.values()),
                forwarding.inFlight());
    }
}

package io.redrive.consume;

import io.redrive.schedule.Kept;
import java.util.List;

/**
 * Has records delivered again that no topic needs to keep meanwhile: at once, or after a short wait that counts from the failure
 * and lasts no longer when the clock is set back. Consumer thread only.
 */
final class Redeliveries {

    private static final long FIRST_HANDLER_RETRY_MS = 1_000;
    /** Before everything that waits. */
    static final long AT_ONCE = 0;

    private final Listening listening;
    private final TopicRole role;
    private final Assignment assignment;
    private long lastMs;

    Redeliveries(Listening listening, TopicRole role, Assignment assignment) {
        this.listening = listening;
        this.role = role;
        this.assignment = assignment;
    }

    void atOnce(AssignedPartition partition, RawRecord raw) {
        keep(partition, raw, AT_ONCE);
    }

    /** What was given away is delivered by its next owner. */
    void atOnce(List<DeliveredRecord<?, ?>> records) {
        for (DeliveredRecord<?, ?> each : records) {
            if (!each.partition.givenAway) {
                atOnce(each.partition, each.raw);
            }
        }
    }

    /** Counts a try of a record and returns when the next one comes, in milliseconds since the epoch. */
    long triedAgain(AssignedPartition partition, RawRecord raw) {
        RawRecord next = raw.triedAgain();
        long dueAtMs = listening.clock().millis() + waitMs(next);
        keep(partition, next, dueAtMs);
        return dueAtMs;
    }

    /** Ends waits that would last for as long as the clock was set back; on retry topics, it is the clock that is waited for. */
    void followClock() {
        long now = listening.clock().millis();
        if (now < lastMs && role != TopicRole.RETRY) {
            assignment.all().forEach(partition -> bringForward(partition, now));
        }
        lastMs = now;
    }

    private void bringForward(AssignedPartition partition, long now) {
        for (Kept<RawRecord> each : partition.kept.takeLowest(Integer.MAX_VALUE)) {
            long dueAtMs = Math.min(each.dueAtMs(), now + waitMs(each.payload()));
            partition.kept.add(new Kept<>(dueAtMs, each.offset(), each.bytes(), each.payload()));
        }
    }

    private long waitMs(RawRecord raw) {
        if (raw.tries() == 0) {
            return 0;
        }
        return role == TopicRole.DEAD_LETTER
                ? FIRST_HANDLER_RETRY_MS << Math.min(raw.tries() - 1, 6)
                : listening.retriesInPlace().delays(role).get(raw.tries() - 1).toMillis();
    }

    private static void keep(AssignedPartition partition, RawRecord raw, long dueAtMs) {
        partition.ledger.keptAgain(raw.record().offset());
        partition.kept.add(new Kept<>(dueAtMs, raw.record().offset(), raw.bytes(), raw));
    }
}

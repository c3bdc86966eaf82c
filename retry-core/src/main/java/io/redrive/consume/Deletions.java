package io.redrive.consume;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices and tells what was deleted from the topics of forwards before it was delivered. Consumer thread only. */
final class Deletions {

    private static final Logger log = LoggerFactory.getLogger(Deletions.class);

    /** How often it looks for partitions that nothing more comes from, and how long it believes where a log begins. */
    static final long LOOK_EVERY_MS = 1_000;

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    private final Listening listening;
    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final Assignment assignment;
    private long lookedAtMs = -LOOK_EVERY_MS;

    Deletions(Listening listening, Consumer<ByteBuffer, ByteBuffer> inner, Assignment assignment) {
        this.listening = listening;
        this.inner = inner;
        this.assignment = assignment;
    }

    /**
     * Looks, now and then, where fetching goes on: where a log was emptied no record comes that would show it. Where nothing
     * was committed yet, what can be is committed, be it the begin, so that the next owner knows what it has not seen.
     *
     * @return whether there is something to commit that there was not before
     */
    boolean look() {
        long now = listening.clock().millis();
        if (isRecent(lookedAtMs, now)) {
            return false;
        }
        lookedAtMs = now;
        boolean any = false;
        for (AssignedPartition partition : assignment.all()) {
            any |= look(partition);
        }
        return any;
    }

    private boolean look(AssignedPartition partition) {
        if (partition.unread) {
            return false;
        }
        try {
            // The position is known then, and asking for it waits for nobody.
            if (inner.currentLag(partition.id).isEmpty()) {
                return false;
            }
            long position = inner.position(partition.id, Duration.ZERO);
            boolean uncommitted = partition.sentOffset < 0;
            if (uncommitted && partition.ledger.isUntouched()) {
                partition.ledger.beginsAt(position);
            }
            boolean gap = partition.ledger.isBefore(position);
            goesOnAt(partition, position);
            return gap || uncommitted;
        } catch (WakeupException woken) {
            // It was meant for the next poll.
            inner.wakeup();
        } catch (KafkaException | IllegalStateException unknown) {
            log.debug("Whether records of {} were deleted is asked again", partition.id, unknown);
        }
        return false;
    }

    /** Tells what was deleted between the last record that was fetched and the offset at which fetching goes on. */
    void goesOnAt(AssignedPartition partition, long offset) {
        if (!partition.ledger.isBefore(offset)) {
            return;
        }
        // Offsets of transactions are none of records, and there is no other way to tell.
        tellGone(partition, Math.min(begin(partition, offset), offset));
        partition.ledger.passOver(offset);
    }

    private void tellGone(AssignedPartition partition, long before) {
        long gone = partition.ledger.goneBefore(before);
        if (gone > 0) {
            log.error(
                    "Up to {} records of {} were deleted before they were delivered, the last at offset {}: by retention"
                            + " (retention.ms), or by somebody",
                    gone,
                    partition.id,
                    before - 1);
            listening.metrics().deleted(gone);
            listening.topics().deleted(partition.id.topic(), gone);
        }
    }

    /** Returns where the log of a partition begins, or {@code otherwise} when nobody says it. */
    private long begin(AssignedPartition partition, long otherwise) {
        long now = listening.clock().millis();
        if (!isRecent(partition.beginAskedAtMs, now)) {
            partition.begin = ask(partition.id, otherwise);
            partition.beginAskedAtMs = now;
        }
        return partition.begin;
    }

    private long ask(TopicPartition id, long otherwise) {
        try {
            return inner.beginningOffsets(Set.of(id), ANSWER_TIMEOUT).getOrDefault(id, otherwise);
        } catch (WakeupException woken) {
            // It was meant for the next poll.
            inner.wakeup();
        } catch (KafkaException unable) {
            log.debug("Where {} begins is not known", id, unable);
        }
        return otherwise;
    }

    /** Less than no time ago shows that the clock was set back. */
    private static boolean isRecent(long thenMs, long now) {
        return now - thenMs >= 0 && now - thenMs < LOOK_EVERY_MS;
    }
}

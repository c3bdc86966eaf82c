package io.redrive.consume;

import io.redrive.schedule.DueQueue;
import io.redrive.topic.TopicChain;
import io.redrive.track.PartitionLedger;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A partition during one assignment: what is known, kept and outstanding. Consumer thread only. */
final class AssignedPartition {

    final TopicPartition id;
    final TopicChain chain;
    final PartitionLedger ledger;
    final DueQueue<RawRecord> kept = new DueQueue<>();

    /** Offset and metadata last sent to the coordinator; -1 when nothing was, or when it failed. */
    long sentOffset;

    String sentMetadata;
    /** Offset and metadata that the coordinator is known to have. */
    long ackedOffset;

    String ackedMetadata;
    /** Metadata that the container wants committed, used while there is nothing of our own to say. */
    String wantedMetadata = "";

    /** Forwards whose outcome is not known. */
    int inFlight;
    /** Those of them that have failed at least once. */
    int failing;

    /** Delivered records whose listener has returned and not said yet what became of them. */
    int open;
    /** Memory that they occupy, roughly. */
    long openBytes;

    /** Whether it was given away, so that what has no outcome is delivered to its next owner. */
    boolean givenAway;

    /** Whether its committed offset could not be read yet, so that nothing of it may be delivered. */
    boolean unread;

    /** The first offset that was fetched, or -1 for none. */
    long firstFetched = -1;

    boolean pausedAbove;
    boolean pausedInner;
    boolean overQuota;

    /** What is kept must have become less than this before there can be room for what was dropped. */
    long resumeBelowBytes;

    /** When it is to be fetched again, since what was kept of it has been given up; and when that was. */
    long fetchAtMs = DueQueue.NONE;

    long evictedAtMs;

    /** Where its log was said to begin, and when that was asked for. */
    long begin;

    long beginAskedAtMs = -Deletions.LOOK_EVERY_MS;

    /** Overdue records that may be delivered now. */
    int overdueAllowed;

    /** The records returned by the last poll that returned any, until all have an outcome: to find what an interceptor has replaced. */
    List<? extends ConsumerRecord<?, ?>> delivered = List.of();

    AssignedPartition(
            TopicPartition id, TopicChain chain, PartitionLedger ledger, long sentOffset, String sentMetadata) {
        this.id = id;
        this.chain = chain;
        this.ledger = ledger;
        this.sentOffset = sentOffset;
        this.sentMetadata = sentMetadata;
        this.ackedOffset = sentOffset;
        this.ackedMetadata = sentMetadata;
    }

    /** Whether records may be handed to the container. */
    boolean isDeliverable() {
        return !pausedAbove && failing == 0;
    }

    /** Lets go of the records that were delivered once all have an outcome: in many partitions they are much memory. */
    void forgetFinished() {
        for (int i = delivered.size() - 1; i >= 0; i--) {
            if (ledger.isUnfinished(delivered.get(i).offset())) {
                return;
            }
        }
        delivered = List.of();
    }

    @Nullable
    DeliveredRecord<?, ?> findDelivered(long offset) {
        for (ConsumerRecord<?, ?> each : delivered) {
            if (each.offset() == offset && each instanceof DeliveredRecord<?, ?> record) {
                return record;
            }
        }
        return null;
    }
}

package io.redrive.consume;

import io.redrive.schedule.DueQueue;
import io.redrive.schedule.Kept;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Gives up the memory of records beyond the consumer's share, partition by partition, those first that are due last. They stay
 * in their topics and are fetched again when they are due, or when there is room. Consumer thread only.
 */
final class Evictions {

    /** Fetching again at once what did not fit would fetch it again and again. */
    private static final long REST_MS = 2_000;

    private final HeldBytes heldBytes;
    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final Assignment assignment;
    private final InstantSource clock;

    Evictions(HeldBytes heldBytes, Consumer<ByteBuffer, ByteBuffer> inner, Assignment assignment, InstantSource clock) {
        this.heldBytes = heldBytes;
        this.inner = inner;
        this.assignment = assignment;
        this.clock = clock;
    }

    /** Gives up what is too much; what is due first stays, however large it is. */
    void evict() {
        long share = heldBytes.perConsumer();
        long held = held();
        if (held <= share) {
            return;
        }
        List<AssignedPartition> latestFirst = new ArrayList<>(assignment.all());
        latestFirst.removeIf(partition -> !isEvictable(partition));
        latestFirst.sort(Comparator.comparingLong((AssignedPartition partition) -> partition.kept.earliestDue())
                .reversed());
        long now = clock.millis();
        for (int i = 0; i < latestFirst.size() - 1 && held > share; i++) {
            AssignedPartition partition = latestFirst.get(i);
            held -= partition.kept.bytes();
            evict(partition, now);
        }
    }

    /** Whether a partition is not to be fetched yet; it is forgotten once it is. */
    boolean isOut(AssignedPartition partition) {
        if (partition.fetchAtMs == DueQueue.NONE) {
            return false;
        }
        long now = clock.millis();
        boolean hasRested = now < partition.evictedAtMs || now >= partition.evictedAtMs + REST_MS;
        if (now >= partition.fetchAtMs || (hasRested && held() <= heldBytes.perConsumer() / 2)) {
            partition.fetchAtMs = DueQueue.NONE;
            return false;
        }
        return true;
    }

    private void evict(AssignedPartition partition, long now) {
        partition.evictedAtMs = now;
        partition.fetchAtMs = Math.max(partition.kept.earliestDue(), now + REST_MS);
        partition.kept.removeFrom(Long.MIN_VALUE);
        inner.seek(partition.id, partition.ledger.fetchAgainFrom(partition.ledger.lowestKept()));
    }

    /** What is to be delivered once more is known to memory only. */
    private static boolean isEvictable(AssignedPartition partition) {
        Kept<RawRecord> head = partition.kept.head();
        Kept<RawRecord> first = head == null ? partition.kept.headSetAside() : head;
        return first != null && !first.payload().alone() && first.payload().tries() == 0;
    }

    /** Returns what the records occupy that are kept. */
    long held() {
        long held = 0;
        for (AssignedPartition partition : assignment.all()) {
            held += partition.kept.bytes();
        }
        return held;
    }
}

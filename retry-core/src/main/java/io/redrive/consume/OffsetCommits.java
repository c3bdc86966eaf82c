package io.redrive.consume;

import io.redrive.schedule.RetryPause;
import io.redrive.track.SettledBeyond;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what is settled, without waiting. The container says what it wants committed; this commits as much of it as is
 * settled, and the rest on a later poll. A failed commit is never thrown into the container, where it would look like a
 * failed record; it is made again. Consumer thread only.
 */
final class OffsetCommits {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommits.class);

    /** Commits this close together are made as one: each costs the coordinator a write. */
    static final long INTERVAL_MS = 20;

    /**
     * After this time what is committed is committed again, though nothing came: a consumer that did not hear in time that
     * it had lost a partition may have committed its older offset for it since, which brokers accept from every member.
     */
    static final long RENEWAL_MS = 30_000;

    /** More than a container can send while one commit is made. */
    private static final int MOST_WAKE_UPS = 10;

    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final InstantSource clock;
    private final java.util.function.Consumer<Map<TopicPartition, OffsetAndMetadata>> onCommit;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long notBeforeMs;
    private long lastMs;
    private int failures;
    private boolean dirty;

    /** A callback, and what of its offsets is not committed yet. */
    private record Waiting(
            Map<TopicPartition, OffsetAndMetadata> offsets,
            Map<TopicPartition, OffsetAndMetadata> missing,
            OffsetCommitCallback callback) {}

    OffsetCommits(
            Consumer<ByteBuffer, ByteBuffer> inner,
            InstantSource clock,
            java.util.function.Consumer<Map<TopicPartition, OffsetAndMetadata>> onCommit) {
        this.inner = inner;
        this.clock = clock;
        this.onCommit = onCommit;
        this.lastMs = clock.millis();
    }

    /** Notes that something may have become committable. */
    void touch() {
        dirty = true;
    }

    /** Whether a commit is still to be made or repeated. */
    boolean isPending() {
        return dirty;
    }

    /** Notes that the user's callback waits for these offsets to be committed. */
    void whenCommitted(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        if (callback != null) {
            waiting.add(new Waiting(Map.copyOf(offsets), new HashMap<>(offsets), callback));
        }
    }

    /** Sends what can be committed, unless the last commit was a moment ago. */
    void sendWhenDue(Collection<AssignedPartition> partitions) {
        long nowMs = clock.millis();
        if (nowMs - lastMs >= RENEWAL_MS) {
            renew(partitions);
        }
        lastMs = Math.min(lastMs, nowMs);
        long leftMs = notBeforeMs - nowMs;
        // More than there can be left shows that the clock was set back.
        if (!dirty || (leftMs > 0 && leftMs <= RetryPause.LONGEST_MS)) {
            return;
        }
        dirty = false;
        lastMs = nowMs;
        Map<TopicPartition, OffsetAndMetadata> offsets = collect(partitions);
        if (offsets.isEmpty()) {
            completeWaiting(partitions);
            return;
        }
        notBeforeMs = nowMs + INTERVAL_MS;
        try {
            inner.commitAsync(offsets, (attempted, failure) -> {
                if (failure == null) {
                    failures = 0;
                    acknowledged(partitions, attempted);
                    onCommit.accept(attempted);
                    completeWaiting(partitions);
                } else {
                    failed(partitions, failure);
                }
            });
        } catch (WakeupException woken) {
            failed(partitions, woken);
            throw woken;
        } catch (KafkaException failure) {
            failed(partitions, failure);
        }
    }

    /**
     * Commits what can be committed and waits for it; for partitions that are given away and consumers that stop. Returns
     * false when that failed.
     */
    boolean sendAndWait(Collection<AssignedPartition> partitions, Duration timeout) {
        for (AssignedPartition partition : partitions) {
            if (partition.ackedOffset != partition.sentOffset
                    || !partition.ackedMetadata.equals(partition.sentMetadata)) {
                partition.sentOffset = -1;
            }
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = collect(partitions);
        boolean failed = false;
        boolean wokenUp = false;
        for (int attempt = 0; attempt < MOST_WAKE_UPS && !offsets.isEmpty(); attempt++) {
            try {
                inner.commitSync(offsets, timeout);
                acknowledged(partitions, offsets);
                onCommit.accept(offsets);
                offsets = Map.of();
            } catch (WakeupException woken) {
                // The wake-up was meant for the next poll.
                wokenUp = true;
            } catch (KafkaException failure) {
                log.warn(
                        "Offsets {} could not be committed, their records may be delivered again: {}",
                        offsets,
                        failure.toString());
                failed = true;
                break;
            }
        }
        if (wokenUp) {
            inner.wakeup();
        }
        endWaiting(partitions, offsets.isEmpty());
        return !failed;
    }

    /** Notes what a transaction has committed. */
    void committed(Collection<AssignedPartition> partitions, Map<TopicPartition, OffsetAndMetadata> offsets) {
        dirty = false;
        acknowledged(partitions, offsets);
        if (!offsets.isEmpty()) {
            onCommit.accept(offsets);
        }
        completeWaiting(partitions);
    }

    /** Fails the callbacks that wait for partitions which somebody else owns already. */
    void forget(Collection<AssignedPartition> lost) {
        endWaiting(lost, false);
    }

    /** What is settled beyond the committed offset of a partition given away was committed too, in its metadata. */
    private void endWaiting(Collection<AssignedPartition> gone, boolean committed) {
        List<Waiting> failed = new ArrayList<>();
        waiting.removeIf(each -> {
            boolean open = false;
            for (AssignedPartition partition : gone) {
                OffsetAndMetadata wanted = each.missing().remove(partition.id);
                open |= wanted != null && (!committed || partition.ledger.isOpen(wanted.offset() - 1));
            }
            if (open) {
                failed.add(each);
            }
            return open;
        });
        failed.forEach(each -> each.callback().onComplete(each.offsets(), new CommitFailedException()));
        callBackComplete();
    }

    /** Lets the next commit be of all partitions in which something was committed. */
    private void renew(Collection<AssignedPartition> partitions) {
        lastMs = clock.millis();
        for (AssignedPartition partition : partitions) {
            if (partition.ackedOffset >= 0) {
                partition.sentOffset = -1;
                dirty = true;
            }
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> collect(Collection<AssignedPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (AssignedPartition partition : partitions) {
            long offset = partition.ledger.committable();
            if (offset < 0) {
                continue;
            }
            SettledBeyond.Metadata beyond = partition.ledger.metadata();
            String metadata = beyond.text().isEmpty() ? partition.wantedMetadata : beyond.text();
            if (offset != partition.sentOffset || !metadata.equals(partition.sentMetadata)) {
                partition.sentOffset = offset;
                partition.sentMetadata = metadata;
                offsets.put(partition.id, new OffsetAndMetadata(offset, metadata));
            }
        }
        return offsets;
    }

    private static void acknowledged(
            Collection<AssignedPartition> partitions, Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (AssignedPartition partition : partitions) {
            OffsetAndMetadata acked = offsets.get(partition.id);
            if (acked != null) {
                partition.ackedOffset = acked.offset();
                partition.ackedMetadata = acked.metadata();
            }
        }
    }

    private void failed(Collection<AssignedPartition> partitions, Exception failure) {
        for (AssignedPartition partition : partitions) {
            partition.sentOffset = -1;
        }
        dirty = true;
        notBeforeMs = clock.millis() + RetryPause.millisAfter(failures++);
        if (failure instanceof AuthorizationException && failures == 1) {
            log.warn("Offsets cannot be committed until it is allowed: {}", failure.getMessage());
        } else {
            log.debug("Commit failed and is made again", failure);
        }
    }

    private void completeWaiting(Collection<AssignedPartition> partitions) {
        if (waiting.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> committed = new HashMap<>();
        partitions.forEach(partition -> committed.put(partition.id, partition.ackedOffset));
        waiting.forEach(each -> each.missing()
                .entrySet()
                .removeIf(wanted -> committed.getOrDefault(wanted.getKey(), Long.MAX_VALUE)
                        >= wanted.getValue().offset()));
        callBackComplete();
    }

    private void callBackComplete() {
        List<Waiting> complete = new ArrayList<>();
        waiting.removeIf(each -> each.missing().isEmpty() && complete.add(each));
        // Only now, because a callback may commit again.
        complete.forEach(each -> each.callback().onComplete(each.offsets(), null));
    }
}

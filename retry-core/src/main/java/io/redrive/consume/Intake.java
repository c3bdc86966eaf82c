package io.redrive.consume;

import io.redrive.header.ControlHeaders;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.route.DeadLetterReason;
import io.redrive.route.RetryRouter;
import io.redrive.schedule.DueQueue;
import io.redrive.schedule.Kept;
import io.redrive.schedule.OverdueRate;
import io.redrive.topic.RetryTopic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The way of a record into the application. Consumer thread only.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Intake<K, V> {

    /** A settled run shorter than this is cheaper to read than to jump over. */
    private static final int SHORTEST_JUMP = 1_000;

    private final Listening listening;
    private final TopicRole role;
    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final Assignment assignment;
    private final Forwarding forwarding;
    private final Failures failures;
    private final PayloadDeserializer<K, V> deserializer;
    private final OverdueRecords overdue;
    private final Evictions evictions;
    private final Deletions deletions;
    private final ControlCheck check;
    /** The partition after which the next poll begins to look for due records, so that none is always last. */
    private int turn;

    Intake(
            Listening listening,
            TopicRole role,
            Consumer<ByteBuffer, ByteBuffer> inner,
            Assignment assignment,
            Evictions evictions,
            Deletions deletions,
            Forwarding forwarding,
            Failures failures,
            PayloadDeserializer<K, V> deserializer) {
        this.listening = listening;
        this.role = role;
        this.inner = inner;
        this.assignment = assignment;
        this.evictions = evictions;
        this.deletions = deletions;
        this.check = new ControlCheck(listening);
        this.forwarding = forwarding;
        this.failures = failures;
        this.deserializer = deserializer;
        this.overdue = new OverdueRecords(role == TopicRole.RETRY ? listening.overdueRate() : OverdueRate.UNBOUNDED);
    }

    /**
     * Takes in what was fetched and returns what is to be delivered.
     *
     * @param most the most kept records that may be returned
     */
    ConsumerRecords<K, V> take(ConsumerRecords<ByteBuffer, ByteBuffer> fetched, int most) {
        assignment.all().forEach(AssignedPartition::forgetFinished);
        if (role != TopicRole.MAIN) {
            keep(fetched);
        } else if (!fetched.isEmpty()) {
            return deliver(fetched);
        }
        ConsumerRecords<K, V> due = due(most);
        if (role == TopicRole.RETRY && !fetched.isEmpty()) {
            evictions.evict();
        }
        return due;
    }

    /** Returns when the next kept record can be delivered. */
    long earliestDue() {
        long now = listening.clock().millis();
        long earliest = DueQueue.NONE;
        for (AssignedPartition partition : assignment.all()) {
            if (partition.isDeliverable()) {
                earliest = Math.min(earliest, Math.min(partition.fetchAtMs, overdue.next(partition, now)));
            }
        }
        return earliest;
    }

    private ConsumerRecords<K, V> deliver(ConsumerRecords<ByteBuffer, ByteBuffer> fetched) {
        Delivery delivery = new Delivery();
        for (TopicPartition id : fetched.partitions()) {
            AssignedPartition found = assignment.find(id);
            if (found == null) {
                continue;
            }
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = fetched.records(id);
            long first = records.get(0).offset();
            if (isRefused(found, first)) {
                continue;
            }
            AssignedPartition partition = assignment.current(found, first);
            List<ConsumerRecord<K, V>> delivered = new ArrayList<>(records.size());
            for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
                if (partition.ledger.fetched(record.offset())) {
                    deserialize(partition, new RawRecord(record, 1, record.timestamp()), delivered);
                } else {
                    forwarding.noteSettled();
                }
            }
            delivery.add(partition, delivered);
            jumpOverSettled(partition);
        }
        return delivery.records();
    }

    private void keep(ConsumerRecords<ByteBuffer, ByteBuffer> fetched) {
        for (TopicPartition id : fetched.partitions()) {
            AssignedPartition found = assignment.find(id);
            if (found != null) {
                List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = fetched.records(id);
                long first = records.get(0).offset();
                if (isRefused(found, first)) {
                    continue;
                }
                AssignedPartition partition = assignment.current(found, first);
                deletions.goesOnAt(partition, first);
                records.forEach(record -> keep(partition, record));
                stayWithinQuota(partition);
                jumpOverSettled(partition);
            }
        }
    }

    /** What was done of a partition is to be known before any of it is delivered; what comes before is fetched again. */
    private boolean isRefused(AssignedPartition partition, long first) {
        if (partition.unread) {
            inner.seek(partition.id, first);
            return true;
        }
        if (partition.firstFetched < 0) {
            partition.firstFetched = first;
        }
        return false;
    }

    private void keep(AssignedPartition partition, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        if (!partition.ledger.fetched(record.offset())) {
            forwarding.noteSettled();
            return;
        }
        if (isOfAnotherGroup(record)) {
            listening.topics().sharedWithOthers(record.topic());
            forwarding.settle(partition, new RawRecord(record, 1, record.timestamp()));
            return;
        }
        ControlHeaders control = RetryHeaderCodec.decode(record.headers(), record.timestamp());
        long now = listening.clock().millis();
        if (role == TopicRole.DEAD_LETTER) {
            keep(partition, record, attemptsMade(control), record.timestamp(), 0, now);
            return;
        }
        String problem = check.problem(record, control, partition.chain.mainTopic(), now);
        if (problem == null && control instanceof ControlHeaders.Valid valid) {
            long until = staysUntil(partition, record.timestamp(), valid.dueAtMs(), now);
            keep(partition, record, valid.attempt(), valid.firstTimestampMs(), valid.dueAtMs(), until);
        } else {
            failures.giveUp(
                    partition,
                    new RawRecord(record, 1, record.timestamp()),
                    DeadLetterReason.MALFORMED_HEADERS,
                    new MalformedHeadersException(String.valueOf(problem)));
        }
    }

    /** A topic of an earlier version of this application may be that of another application as well, which reads it itself. */
    private boolean isOfAnotherGroup(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        if (!listening.topics().view().isRetired(record.topic())) {
            return false;
        }
        String group = RetryHeaderCodec.group(record.headers());
        return group != null && !group.equals(listening.topology().group());
    }

    private static int attemptsMade(ControlHeaders control) {
        // What nobody can have written is not believed, but shown to the handler all the same.
        return control instanceof ControlHeaders.Valid valid && valid.attempt() - 1L <= RetryRouter.HIGHEST_ATTEMPT
                ? (int) Math.max(1, valid.attempt() - 1L)
                : 1;
    }

    private void keep(
            AssignedPartition partition,
            ConsumerRecord<ByteBuffer, ByteBuffer> record,
            int attempt,
            long firstTimestampMs,
            long dueAtMs,
            long untilMs) {
        RawRecord raw = new RawRecord(RawRecord.detach(record), attempt, firstTimestampMs, dueAtMs);
        partition.kept.add(new Kept<>(untilMs, record.offset(), raw.bytes(), raw));
    }

    private long staysUntil(AssignedPartition partition, long writtenAtMs, long dueAtMs, long now) {
        // Of a retired topic, that of the version of the application that wrote to it.
        long delayMs = listening.topics().longestWait(partition.id.topic()).toMillis();
        for (RetryTopic topic : partition.chain.retryTopics()) {
            if (topic.name().equals(partition.id.topic())) {
                delayMs = topic.delay().toMillis();
            }
        }
        return listening.router().staysUntil(delayMs, writtenAtMs, dueAtMs, now);
    }

    private void stayWithinQuota(AssignedPartition partition) {
        long quota = listening.heldBytes().perPartition(assignment.all().size());
        if (partition.kept.bytes() <= quota) {
            return;
        }
        partition.overQuota = true;
        long dropped = partition.kept.dropSuffix(quota);
        partition.resumeBelowBytes = Math.min(quota / 2 + 1, partition.kept.bytes());
        if (dropped != DueQueue.NONE) {
            inner.seek(partition.id, partition.ledger.fetchAgainFrom(dropped));
        }
    }

    private void jumpOverSettled(AssignedPartition partition) {
        long next = partition.ledger.jumpOverSettled(SHORTEST_JUMP);
        if (next >= 0) {
            inner.seek(partition.id, next);
        }
    }

    private ConsumerRecords<K, V> due(int most) {
        List<AssignedPartition> partitions = assignment.inOrder();
        Delivery delivery = new Delivery();
        long now = listening.clock().millis();
        overdue.allow(partitions, now);
        int left = most;
        for (int i = 0; i < partitions.size() && left > 0; i++) {
            AssignedPartition partition = partitions.get((turn + i) % partitions.size());
            Kept<RawRecord> head = partition.isDeliverable() ? overdue.head(partition, now) : null;
            if (head == null || head.dueAtMs() > now || (head.payload().alone() && left < most)) {
                continue;
            }
            boolean alone = head.payload().alone();
            List<ConsumerRecord<K, V>> delivered = takeDue(partition, now, alone ? 1 : left);
            left = alone && !delivered.isEmpty() ? 0 : left - delivered.size();
            delivery.add(partition, delivered);
        }
        turn = partitions.isEmpty() ? 0 : (turn + 1) % partitions.size();
        return delivery.records();
    }

    /** Takes records in due order while their offsets ascend, which a container expects within one poll. */
    private List<ConsumerRecord<K, V>> takeDue(AssignedPartition partition, long now, int most) {
        List<ConsumerRecord<K, V>> delivered = new ArrayList<>();
        long last = -1;
        for (Kept<RawRecord> head = overdue.head(partition, now);
                head != null
                        && head.dueAtMs() <= now
                        && head.offset() > last
                        && delivered.size() < most
                        && !forwarding.isFull()
                        && (most == 1 || !head.payload().alone());
                head = overdue.head(partition, now)) {
            last = head.offset();
            overdue.remove(partition);
            RawRecord raw = head.payload();
            if (raw.dueAtMs() > now && head.dueAtMs() == Redeliveries.AT_ONCE) {
                // It was due when it was delivered first: the clock was set back.
                long until = staysUntil(partition, raw.record().timestamp(), raw.dueAtMs(), now);
                partition.kept.add(new Kept<>(until, head.offset(), head.bytes(), raw));
            } else if (raw.dueAtMs() > now) {
                forwarding.moveOn(partition, raw, listening.router().waiting(raw.attempt(), raw.dueAtMs(), now));
            } else {
                deserialize(partition, raw, delivered);
            }
        }
        return delivered;
    }

    private void deserialize(AssignedPartition partition, RawRecord raw, List<ConsumerRecord<K, V>> delivered) {
        try {
            DeliveredRecord<K, V> record = deserializer.deserialize(partition, raw, role);
            partition.ledger.delivered(raw.record().offset());
            delivered.add(record);
        } catch (Throwable failure) {
            if (failure instanceof VirtualMachineError broken && !(failure instanceof StackOverflowError)) {
                throw broken;
            }
            // Also what is not declared, which Kotlin and its like throw, and what an input that is nested too deep
            // brings about.
            failures.giveUp(partition, raw, DeadLetterReason.UNDESERIALIZABLE, failure);
        }
    }

    /** The records of one poll, by partition. */
    private final class Delivery {

        private final Map<TopicPartition, List<ConsumerRecord<K, V>>> records = new LinkedHashMap<>();
        private final Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>();

        void add(AssignedPartition partition, List<ConsumerRecord<K, V>> delivered) {
            partition.delivered = delivered;
            if (!delivered.isEmpty()) {
                records.put(partition.id, delivered);
                nextOffsets.put(
                        partition.id,
                        new OffsetAndMetadata(
                                delivered.get(delivered.size() - 1).offset() + 1));
            }
        }

        ConsumerRecords<K, V> records() {
            return records.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(records, nextOffsets);
        }
    }
}

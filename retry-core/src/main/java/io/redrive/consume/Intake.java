package io.redrive.consume;

import io.redrive.header.ControlHeaders;
import io.redrive.header.Diagnostics;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.route.DeadLetterReason;
import io.redrive.route.Routing;
import io.redrive.schedule.DueQueue;
import io.redrive.schedule.Kept;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a record into the application, and out again when it fails. Consumer thread only.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Intake<K, V> {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private static final long FIRST_HANDLER_RETRY_MS = 1_000;
    /** A settled run shorter than this is cheaper to read than to jump over. */
    private static final int SHORTEST_JUMP = 1_000;

    private final Listening listening;
    private final TopicRole role;
    private final Forwarding forwarding;
    private final PayloadDeserializer<K, V> deserializer;
    private final Consumer<ByteBuffer, ByteBuffer> inner;
    private final int maxPollRecords;
    /** The partition after which the next poll begins to look for due records, so that none is always last. */
    private int turn;

    Intake(
            Listening listening,
            TopicRole role,
            Forwarding forwarding,
            PayloadDeserializer<K, V> deserializer,
            Consumer<ByteBuffer, ByteBuffer> inner,
            int maxPollRecords) {
        this.listening = listening;
        this.role = role;
        this.forwarding = forwarding;
        this.deserializer = deserializer;
        this.inner = inner;
        this.maxPollRecords = maxPollRecords;
    }

    /** Returns what was fetched from a main topic. */
    ConsumerRecords<K, V> deliver(ConsumerRecords<ByteBuffer, ByteBuffer> fetched, Assignment assignment) {
        if (fetched.isEmpty()) {
            return ConsumerRecords.empty();
        }
        Delivery delivery = new Delivery();
        for (TopicPartition id : fetched.partitions()) {
            AssignedPartition found = assignment.find(id);
            if (found == null) {
                continue;
            }
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = fetched.records(id);
            AssignedPartition partition =
                    assignment.current(found, records.get(0).offset());
            List<ConsumerRecord<K, V>> delivered = new ArrayList<>(records.size());
            for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
                if (partition.ledger.fetched(record.offset())) {
                    deserialize(partition, new RawRecord(record, 1, record.timestamp(), 0), delivered);
                } else {
                    forwarding.noteSettled();
                }
            }
            delivery.add(partition, delivered);
            jumpOverSettled(partition);
        }
        return delivery.records();
    }

    /** Keeps what was fetched from a retry topic, and returns what is due of all that is kept. */
    ConsumerRecords<K, V> keepAndDeliverDue(ConsumerRecords<ByteBuffer, ByteBuffer> fetched, Assignment assignment) {
        for (TopicPartition id : fetched.partitions()) {
            AssignedPartition found = assignment.find(id);
            if (found != null) {
                List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = fetched.records(id);
                AssignedPartition partition =
                        assignment.current(found, records.get(0).offset());
                records.forEach(record -> keep(partition, record));
                stayWithinQuota(partition, assignment);
                jumpOverSettled(partition);
            }
        }
        if (forwarding.isFull()) {
            return ConsumerRecords.empty();
        }
        return due(new ArrayList<>(assignment.all()));
    }

    /** Returns when the next kept record is due that could be delivered. */
    long earliestDue(Assignment assignment) {
        long earliest = DueQueue.NONE;
        if (forwarding.isFull()) {
            return earliest;
        }
        for (AssignedPartition partition : assignment.all()) {
            if (partition.isDeliverable()) {
                earliest = Math.min(earliest, partition.kept.earliestDue());
            }
        }
        return earliest;
    }

    /** Sends a record on that the listener failed on. */
    void failed(DeliveredRecord<?, ?> record, Throwable wrapper, Throwable failure) {
        AssignedPartition partition = record.partition;
        RawRecord raw = record.raw;
        try {
            if (role == TopicRole.DEAD_LETTER) {
                handlerFailed(partition, raw, failure);
            } else {
                long now = listening.clock().millis();
                Routing next = listening
                        .router()
                        .afterFailure(raw.attempt(), raw.firstTimestampMs(), failure, now, listening.random());
                forward(partition, raw, next, wrapper, failure);
            }
        } catch (RuntimeException bug) {
            partition.ledger.detached(record.offset());
            log.error(
                    "{} could neither be processed nor forwarded; its offset is not committed, it is delivered again at"
                            + " the next start",
                    Forwarding.position(raw),
                    bug);
        }
    }

    private void forward(
            AssignedPartition partition, RawRecord raw, Routing next, Throwable wrapper, Throwable failure) {
        int attempts = listening.topology().backOff().attempts();
        if (next instanceof Routing.RetryAt retry) {
            listening.log().retrying(Forwarding.position(raw), raw.attempt(), attempts, retry.dueAtMs(), failure);
        } else if (next instanceof Routing.DeadLetter dead) {
            listening
                    .log()
                    .dead(
                            Forwarding.position(raw),
                            raw.attempt(),
                            attempts,
                            dead.reason().code(),
                            Forwarding.topic(partition, next),
                            failure);
        } else if (next instanceof Routing.Drop drop) {
            listening
                    .log()
                    .dropped(
                            Forwarding.position(raw),
                            raw.attempt(),
                            attempts,
                            drop.reason().code(),
                            failure);
        }
        forwarding.send(partition, raw, next, Diagnostics.of(wrapper, failure, listening.stackTraces()));
    }

    /** A dead letter is shown again a few times, later, and then left where it is: in its topic. */
    private void handlerFailed(AssignedPartition partition, RawRecord raw, Throwable failure) {
        int tries = raw.tries() + 1;
        int most = listening.limits().deadLetterTries();
        if (tries < most) {
            long dueAtMs = listening.clock().millis() + (FIRST_HANDLER_RETRY_MS << Math.min(raw.tries(), 6));
            partition.ledger.keptAgain(raw.record().offset());
            partition.kept.add(new Kept<>(dueAtMs, raw.record().offset(), raw.bytes(), raw.triedAgain()));
            listening.log().handlerFailed(Forwarding.position(raw), tries, most, dueAtMs, failure);
        } else {
            forwarding.drop(partition, raw);
            listening.log().handlerFailed(Forwarding.position(raw), tries, most, null, failure);
        }
    }

    private void keep(AssignedPartition partition, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        if (!partition.ledger.fetched(record.offset())) {
            forwarding.noteSettled();
            return;
        }
        ControlHeaders control = RetryHeaderCodec.decode(record.headers(), record.timestamp());
        long now = listening.clock().millis();
        if (role == TopicRole.DEAD_LETTER) {
            keep(partition, record, now, attemptsMade(control), record.timestamp());
        } else if (control instanceof ControlHeaders.Valid valid
                && listening
                        .router()
                        .plausible(
                                valid.attempt(),
                                valid.dueAtMs(),
                                now,
                                listening.limits().clockSkew())) {
            keep(partition, record, valid.dueAtMs(), valid.attempt(), valid.firstTimestampMs());
        } else {
            String why = control instanceof ControlHeaders.Malformed malformed
                    ? malformed.reason()
                    : "attempt or due time is impossible for this listener: " + control;
            RawRecord raw = new RawRecord(record, 1, record.timestamp(), 0);
            Throwable failure = new MalformedHeadersException(why);
            forward(partition, raw, listening.router().giveUp(DeadLetterReason.MALFORMED_HEADERS), failure, failure);
        }
    }

    private static int attemptsMade(ControlHeaders control) {
        return control instanceof ControlHeaders.Valid valid ? Math.max(1, valid.attempt() - 1) : 1;
    }

    private void keep(
            AssignedPartition partition,
            ConsumerRecord<ByteBuffer, ByteBuffer> record,
            long dueAtMs,
            int attempt,
            long firstTimestampMs) {
        RawRecord raw = new RawRecord(RawRecord.detach(record), attempt, firstTimestampMs, 0);
        partition.kept.add(new Kept<>(dueAtMs, record.offset(), raw.bytes(), raw));
    }

    private void stayWithinQuota(AssignedPartition partition, Assignment assignment) {
        long quota = listening.heldBytes().perPartition(assignment.all().size());
        if (partition.kept.bytes() <= quota) {
            return;
        }
        partition.overQuota = true;
        long dropped = partition.kept.dropSuffix(quota);
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

    private ConsumerRecords<K, V> due(List<AssignedPartition> partitions) {
        Delivery delivery = new Delivery();
        long now = listening.clock().millis();
        int left = maxPollRecords;
        for (int i = 0; i < partitions.size() && left > 0; i++) {
            AssignedPartition partition = partitions.get((turn + i) % partitions.size());
            if (partition.isDeliverable() && partition.kept.earliestDue() <= now) {
                List<ConsumerRecord<K, V>> delivered = takeDue(partition, now, left);
                left -= delivered.size();
                delivery.add(partition, delivered);
            }
        }
        turn = partitions.isEmpty() ? 0 : (turn + 1) % partitions.size();
        return delivery.records();
    }

    /** Takes records in due order while their offsets ascend, which a container expects within one poll. */
    private List<ConsumerRecord<K, V>> takeDue(AssignedPartition partition, long now, int most) {
        List<ConsumerRecord<K, V>> delivered = new ArrayList<>();
        long last = -1;
        for (Kept<RawRecord> head = partition.kept.head();
                head != null && head.dueAtMs() <= now && head.offset() > last && delivered.size() < most;
                head = partition.kept.head()) {
            last = head.offset();
            partition.kept.poll();
            deserialize(partition, head.payload(), delivered);
        }
        return delivered;
    }

    private void deserialize(AssignedPartition partition, RawRecord raw, List<ConsumerRecord<K, V>> delivered) {
        try {
            DeliveredRecord<K, V> record = deserializer.deserialize(partition, raw);
            partition.ledger.delivered(raw.record().offset());
            delivered.add(record);
        } catch (RuntimeException | LinkageError failure) {
            if (role == TopicRole.DEAD_LETTER) {
                // It is where such records end; a handler cannot be shown what cannot be read.
                forwarding.drop(partition, raw);
                listening.log().handlerFailed(Forwarding.position(raw), 1, 1, null, failure);
            } else {
                forward(partition, raw, listening.router().giveUp(DeadLetterReason.UNDESERIALIZABLE), failure, failure);
            }
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

package io.redrive.consume;

import io.redrive.forward.Outcome;
import io.redrive.forward.Outcomes;
import io.redrive.forward.RecordForwarder;
import io.redrive.header.ControlHeaders;
import io.redrive.header.Diagnostics;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.header.HeaderSignature;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.log.FailureLog.Position;
import io.redrive.route.DeadLetterReason;
import io.redrive.route.Routing;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Sends the records of one consumer on, and settles them when they have arrived. Consumer thread only. */
final class Forwarding {

    private static final int REAPPENDED_AT_ONCE = 1_000;

    private final Listening listening;
    private final TopicRole role;
    private final Outcomes outcomes;
    private final RecordForwarder forwarder;
    private final Announcements announcements;
    private int inFlight;
    private long inFlightBytes;
    private boolean settled;

    /**
     * Creates one with nothing under way.
     *
     * @param forwarder what writes the forwards
     */
    Forwarding(Listening listening, TopicRole role, Outcomes outcomes, RecordForwarder forwarder) {
        this.listening = listening;
        this.forwarder = forwarder;
        this.role = role;
        this.outcomes = outcomes;
        this.announcements = new Announcements(listening, role);
    }

    /** Sends a record to its next topic; a dropped one is settled at once. */
    void send(Passage passage) {
        AssignedPartition partition = passage.partition();
        RawRecord raw = passage.raw();
        if (passage.routing() instanceof Routing.Drop drop) {
            settle(partition, raw);
            announcements.dropped(raw, drop, passage.diagnostics());
            return;
        }
        partition.ledger.detached(raw.record().offset());
        start(new RecordForward(outcomes, encode(passage), passage, listening.instruments()));
    }

    /** Writes those of the waiting records of a partition that lie first to the end of their topic once more. */
    void reappendLowest(AssignedPartition partition) {
        partition
                .kept
                .takeLowest(REAPPENDED_AT_ONCE)
                .forEach(kept -> reappend(partition, kept.payload(), kept.dueAtMs()));
    }

    /** Writes a waiting record to the end of its own topic once more, unchanged, so that its old place can be settled. */
    private void reappend(AssignedPartition partition, RawRecord raw, long dueAtMs) {
        // It stays where it is, whatever level that is, or was.
        writeAnew(partition, raw, raw.record().topic(), new Routing.RetryAt(0, raw.attempt(), dueAtMs));
    }

    /** Writes a waiting record, unchanged, to where it waits next, because its due time is still far. */
    void moveOn(AssignedPartition partition, RawRecord raw, Routing.RetryAt next) {
        writeAnew(partition, raw, topic(partition, next), next);
    }

    private void writeAnew(AssignedPartition partition, RawRecord raw, String topic, Routing.RetryAt next) {
        ConsumerRecord<ByteBuffer, ByteBuffer> record = raw.record();
        partition.ledger.detached(record.offset());
        start(new RecordForward(
                outcomes,
                new ProducerRecord<>(
                        topic,
                        record.partition(),
                        listening.clock().millis(),
                        raw.key(),
                        raw.value(),
                        record.headers()),
                new Passage(partition, raw, next, raw.record().timestamp(), null, null),
                listening.instruments()));
    }

    private void start(RecordForward forward) {
        forward.partition.inFlight++;
        inFlight++;
        inFlightBytes += forward.bytes();
        forwarder.forward(forward);
    }

    /** Settles a record that the listener has ended with. */
    void processed(AssignedPartition partition, RawRecord raw) {
        settle(partition, raw);
        announcements.processed(raw);
    }

    /** Settles a record that goes nowhere. */
    void settle(AssignedPartition partition, RawRecord raw) {
        partition.ledger.detached(raw.record().offset());
        partition.ledger.settled(raw.record().offset());
        noteSettled();
    }

    /** Notes that something is settled, so that it is time to commit. */
    void noteSettled() {
        settled = true;
    }

    /** Returns whether anything was settled since the last time. */
    boolean hasSettled() {
        boolean any = settled;
        settled = false;
        return any;
    }

    /** Takes note of an outcome. */
    void take(Outcome.OfForward outcome) {
        noteSettled();
        RecordForward forward = (RecordForward) outcome.forward();
        if (outcome instanceof Outcome.Failing) {
            forward.countedFailing = true;
            forward.partition.failing++;
            return;
        }
        ended(forward);
        if (outcome instanceof Outcome.Undone) {
            return;
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            sendSmaller(forward, rejected.failure());
        } else {
            forward.partition.ledger.settled(forward.raw.record().offset());
            announcements.arrived(forward);
        }
    }

    /** Whether so much is under way that no further record should be taken in. */
    boolean isFull() {
        return inFlight >= listening.limits().inFlightForwards() || isFull(inFlightBytes);
    }

    /** Whether so many bytes are as much as may be under way. */
    boolean isFull(long bytes) {
        return bytes >= listening.heldBytes().each(listening.limits().inFlightBytes());
    }

    /** Whether any outcome is to be expected. */
    boolean isOutstanding() {
        return inFlight > 0;
    }

    /** Returns how many forwards are under way. */
    int inFlight() {
        return inFlight;
    }

    private void ended(RecordForward forward) {
        forward.partition.inFlight--;
        inFlight--;
        inFlightBytes -= forward.bytes();
        if (forward.countedFailing) {
            forward.partition.failing--;
        }
    }

    /** First without diagnostics, then to the dead-letter topic, whose limit may be higher; what fits nowhere is parked. */
    private void sendSmaller(RecordForward forward, Exception failure) {
        Diagnostics diagnostics = forward.diagnostics;
        if (diagnostics != null && diagnostics.canBeShortened()) {
            send(forward.passage.to(forward.routing, diagnostics.shortened()));
        } else if (forward.routing instanceof Routing.RetryAt) {
            Routing dead = listening.router().giveUp(DeadLetterReason.TOO_LARGE);
            listening
                    .log()
                    .dead(
                            position(forward.raw),
                            forward.raw.attempt(),
                            listening.topology().backOff().attempts(),
                            DeadLetterReason.TOO_LARGE.code(),
                            topic(forward.partition, dead),
                            failure);
            send(forward.passage.to(
                    dead,
                    Diagnostics.of(
                            failure,
                            failure,
                            ExceptionText.MESSAGE,
                            listening.safeguards().redaction())));
        } else if (diagnostics != null) {
            send(forward.passage.to(forward.routing, null));
        } else {
            // Detached for ever: the offset is never committed over, and the records behind it go on.
            listening.log().parked(position(forward.raw), forward.record().topic(), failure);
            announcements.parked(forward.raw, forward.record().topic(), failure);
        }
    }

    static Position position(RawRecord raw) {
        ConsumerRecord<ByteBuffer, ByteBuffer> record = raw.record();
        return new Position(record.topic(), record.partition(), record.offset());
    }

    static String topic(AssignedPartition partition, Routing routing) {
        if (routing instanceof Routing.RetryAt retry) {
            return partition.chain.retryTopics().get(retry.level()).name();
        }
        return routing instanceof Routing.DeadLetter dead
                ? partition.chain.deadLetterTopics().get(dead.topic())
                : "nowhere";
    }

    private ProducerRecord<byte[], byte[]> encode(Passage passage) {
        RawRecord raw = passage.raw();
        Routing routing = passage.routing();
        Diagnostics diagnostics = passage.diagnostics();
        ConsumerRecord<ByteBuffer, ByteBuffer> record = raw.record();
        long now = listening.clock().millis();
        ControlHeaders.Valid control = new ControlHeaders.Valid(
                routing instanceof Routing.RetryAt next ? next.attempt() : raw.attempt() + 1,
                routing instanceof Routing.RetryAt next ? next.dueAtMs() : now,
                raw.firstTimestampMs());
        Headers consumed = record.headers();
        Origin origin = raw.origin(role, listening.topics());
        String group = listening.topology().group();
        Long firstFailure = firstFailure(passage);
        List<Header> headers = routing instanceof Routing.DeadLetter dead
                ? RetryHeaderCodec.encode(consumed, control, origin, group, diagnostics, dead.text(), firstFailure)
                : listening.headers() == HeaderFormat.COMPACT
                        ? RetryHeaderCodec.encodeCompact(consumed, control, origin, group, diagnostics, firstFailure)
                        : RetryHeaderCodec.encode(consumed, control, origin, group, diagnostics, null, firstFailure);
        byte[] key = raw.key();
        byte[] value = raw.value();
        HeaderSignature signature = listening.safeguards().signature();
        if (signature != null && routing instanceof Routing.RetryAt) {
            headers.add(signature.sign(headers, key, value));
        }
        // Stamped with the current time, because retention counts from there.
        return new ProducerRecord<>(topic(passage.partition(), routing), record.partition(), now, key, value, headers);
    }

    /** Returns when the record failed first, or null when that is not known. */
    private @Nullable Long firstFailure(Passage passage) {
        return role == TopicRole.MAIN
                ? (Long) passage.failedAtMs()
                : RetryHeaderCodec.firstFailure(passage.raw().record().headers());
    }
}

package io.redrive.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Header;

/** One produced record: what is meant to become of it, and what became of it and its copies. */
final class Subject {

    /** Who has made it. */
    enum Kind {
        ORDINARY,
        /** Its value cannot be deserialized. */
        POISON,
        /** Put on a retry topic by a stranger, with control headers that cannot be followed. */
        JUNK
    }

    /** What refuses to take it, because it is too large. */
    enum Refusal {
        NOTHING,
        WITH_DIAGNOSTICS,
        RETRY_TOPICS,
        DIAGNOSTICS_AND_RETRY_TOPICS,
        EVERYTHING
    }

    final int id;
    final Kind kind;
    final byte[] key;
    final byte[] value;
    final List<Header> userHeaders;
    /** How many attempts fail. */
    final int failures;
    /** The attempt that fails for good, or 0. */
    final int fatalAt;

    final Refusal refusal;

    StoredRecord origin;
    final BitSet delivered = new BitSet();
    /** Attempts whose outcome the engine was told. */
    final BitSet ended = new BitSet();
    /** Attempts, or the dead letter, that a durable forward has made possible. */
    final BitSet forwarded = new BitSet();

    /** What was forwarded last, by attempt. */
    final Map<Integer, StoredRecord> waiting = new HashMap<>();

    final List<Expectation> expectations = new ArrayList<>();
    boolean succeeded;
    boolean dropped;
    int deadLetters;

    Subject(
            int id,
            Kind kind,
            byte[] key,
            byte[] value,
            List<Header> userHeaders,
            int failures,
            int fatalAt,
            Refusal refusal) {
        this.id = id;
        this.kind = kind;
        this.key = key;
        this.value = value;
        this.userHeaders = userHeaders;
        this.failures = failures;
        this.fatalAt = fatalAt;
        this.refusal = refusal;
    }

    /**
     * Where a failed attempt must lead.
     *
     * @param attempt the next attempt, or the one a dead letter did not get
     * @param topic the topic, or null for nowhere
     * @param reason why it is dead, or null
     * @param earliest earliest due time
     * @param latest latest due time
     */
    record Expectation(int attempt, String topic, String reason, long earliest, long latest) {

        boolean isMetBy(StoredRecord record, String itsReason) {
            return attempt == record.attempt
                    && (topic == null
                            ? itsReason == null
                            : record.partition.topic().equals(topic))
                    && Objects.equals(reason, itsReason)
                    && earliest <= record.dueAt
                    && record.dueAt <= latest;
        }
    }

    boolean isResolved() {
        return succeeded || dropped || deadLetters > 0 || isParked();
    }

    /** Whether it may have to stay where it is for ever, since nothing accepts it. */
    boolean isParked() {
        return refusal == Refusal.EVERYTHING && (kind != Kind.ORDINARY || failures > 0 || fatalAt > 0);
    }

    @Override
    public String toString() {
        return "r" + id;
    }
}

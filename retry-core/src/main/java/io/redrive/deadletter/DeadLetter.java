package io.redrive.deadletter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dead letter as it lies in its topic. Not changed by anyone: its bytes are not copied. */
public final class DeadLetter {

    private final DeadLetterAddress address;
    private final Instant timestamp;
    private final Payload payload;
    private final DeadLetterFailure failure;

    /**
     * What it consists of.
     *
     * @param key its key in UTF-8 or whatever it was written in, or null
     * @param value its value, or null for a tombstone
     * @param headers its headers, in their order
     * @param origin where it came from
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody, and copying would double what a scan costs.
    public record Payload(
            byte @Nullable [] key, byte @Nullable [] value, List<DeadLetterHeader> headers, DeadLetterOrigin origin) {

        /** Copies the list of headers. */
        public Payload {
            headers = List.copyOf(headers);
        }
    }

    /** Creates a dead letter. */
    public DeadLetter(DeadLetterAddress address, Instant timestamp, Payload payload, DeadLetterFailure failure) {
        this.address = address;
        this.timestamp = timestamp;
        this.payload = payload;
        this.failure = failure;
    }

    /** Returns where it lies. */
    public DeadLetterAddress address() {
        return address;
    }

    /** Returns when it was written, which for all but foreign ones is when it died. */
    public Instant timestamp() {
        return timestamp;
    }

    /** Returns its key, or null. */
    public byte @Nullable [] key() {
        return payload.key();
    }

    /** Returns its value, or null for a tombstone. */
    public byte @Nullable [] value() {
        return payload.value();
    }

    /** Returns its headers. */
    public List<DeadLetterHeader> headers() {
        return payload.headers();
    }

    /** Returns where it came from. */
    public DeadLetterOrigin origin() {
        return payload.origin();
    }

    /** Returns what it tells of its failure. */
    public DeadLetterFailure failure() {
        return failure;
    }
}

package io.redrive.benchmarks.contestant;

import java.util.ArrayDeque;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * How far the records of a partition are done without a gap. For the consumer's thread; only the callbacks it hands out are
 * called by the producer's.
 */
final class AckedPrefix {

    private final ArrayDeque<Forward> outstanding = new ArrayDeque<>();
    private long delivered;

    /** Notes the first record that is not done, before any is. */
    void startAt(long offset) {
        delivered = Math.max(delivered, offset);
    }

    /** Notes a record that needs nothing more. */
    void processed(long offset) {
        delivered = offset + 1;
    }

    /** Notes a record that is done when the returned callback has been called. */
    Callback forwarding(long offset) {
        var forward = new Forward(offset);
        outstanding.add(forward);
        delivered = offset + 1;
        return forward;
    }

    /** Offset before which all records are done. */
    long end() {
        Forward first = outstanding.peek();
        while (first != null && first.isAcknowledged()) {
            outstanding.remove();
            first = outstanding.peek();
        }
        return first == null ? delivered : first.offset;
    }

    /** Whether an acknowledgement was missing when {@link #end()} looked. */
    boolean hasOutstanding() {
        return !outstanding.isEmpty();
    }

    private static final class Forward implements Callback {

        private final long offset;
        private volatile boolean completed;
        private @Nullable Exception failure;

        private Forward(long offset) {
            this.offset = offset;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
            failure = exception;
            completed = true;
        }

        private boolean isAcknowledged() {
            if (completed && failure != null) {
                throw new KafkaException("A record could not be forwarded", failure);
            }
            return completed;
        }
    }
}

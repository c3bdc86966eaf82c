package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.measure.ListenerFailure;
import io.redrive.benchmarks.workload.Payload;
import java.util.ArrayDeque;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of one partition of a retry topic, in the order of their offsets, which is that of their due times. */
final class DueRecords {

    /** So that one partition with a long backlog does not hold up the others. */
    private static final int AT_ONCE = 500;

    private final ArrayDeque<Kept> queue = new ArrayDeque<>();
    private final AckedPrefix prefix = new AckedPrefix();
    private boolean paused;

    void keep(ConsumerRecord<byte[], byte[]> record) {
        if (queue.isEmpty()) {
            prefix.startAt(record.offset());
        }
        queue.add(new Kept(record, RetryHeaders.dueAtMs(record.headers())));
    }

    void deliverDue(Listener listener, RawForwarder forwarder) {
        Kept next = queue.peek();
        for (int i = 0; i < AT_ONCE && next != null && next.dueAtMs <= System.currentTimeMillis(); i++) {
            deliver(next, listener, forwarder);
            queue.remove();
            next = queue.peek();
        }
    }

    private void deliver(Kept next, Listener listener, RawForwarder forwarder) {
        int attempt = RetryHeaders.attempt(next.record.headers());
        try {
            listener.deliver(Payload.recordOf(next.record.key()), attempt, next.dueAtMs);
            prefix.processed(next.record.offset());
        } catch (ListenerFailure failure) {
            forwarder.forward(next.record, attempt, prefix);
        }
    }

    /** Due time of the next record, or the end of time. */
    long nextDueAtMs() {
        Kept next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.dueAtMs;
    }

    /** How far the records are done. */
    AckedPrefix prefix() {
        return prefix;
    }

    int size() {
        return queue.size();
    }

    boolean paused() {
        return paused;
    }

    void paused(boolean now) {
        paused = now;
    }

    private record Kept(ConsumerRecord<byte[], byte[]> record, long dueAtMs) {}
}

package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Payload;
import java.util.ArrayDeque;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of one partition of the retry topic, in the order of their offsets, which is that of their due times. */
final class DueRecords {

    /** So that one partition with a long backlog does not hold up the others. */
    private static final int AT_ONCE = 500;

    private final ArrayDeque<Kept> queue = new ArrayDeque<>();
    private long end;
    private boolean paused;

    void keep(ConsumerRecord<byte[], byte[]> record) {
        long dueAtMs = DueHeader.decode(record.headers().lastHeader(DueHeader.NAME));
        if (queue.isEmpty()) {
            end = record.offset();
        }
        queue.add(new Kept(Payload.recordOf(record.key()), record.offset(), dueAtMs));
    }

    void deliverDue(Listener listener) {
        Kept next = queue.peek();
        for (int i = 0; i < AT_ONCE && next != null && next.dueAtMs <= System.currentTimeMillis(); i++) {
            listener.retry(next.record, next.dueAtMs);
            queue.remove();
            end = next.offset + 1;
            next = queue.peek();
        }
    }

    /** Due time of the next record, or the end of time. */
    long nextDueAtMs() {
        Kept next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.dueAtMs;
    }

    /** Offset before which all records have been delivered. */
    long end() {
        return end;
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

    private record Kept(int record, long offset, long dueAtMs) {}
}

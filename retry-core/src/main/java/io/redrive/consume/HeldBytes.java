package io.redrive.consume;

import java.util.concurrent.atomic.AtomicInteger;

/** The memory that records may occupy while they wait, shared evenly among the consumers of an application. Thread-safe. */
public final class HeldBytes {

    private static final long SMALLEST_QUOTA = 64 << 10;

    private final long limit;
    private final AtomicInteger consumers = new AtomicInteger();

    /** Creates a budget of {@code limit} bytes. */
    public HeldBytes(long limit) {
        this.limit = limit;
    }

    /** Returns the whole budget in bytes. */
    public long limit() {
        return limit;
    }

    void join() {
        consumers.incrementAndGet();
    }

    void leave() {
        consumers.decrementAndGet();
    }

    /** Returns how many bytes one consumer may occupy. */
    long perConsumer() {
        return limit / Math.max(1, consumers.get());
    }

    /** Returns how many bytes each of a consumer's partitions may occupy, so that none starves the others. */
    long perPartition(int partitions) {
        return Math.max(SMALLEST_QUOTA, perConsumer() / Math.max(1, partitions));
    }
}

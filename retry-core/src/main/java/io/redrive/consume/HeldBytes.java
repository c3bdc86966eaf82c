package io.redrive.consume;

import java.util.concurrent.atomic.AtomicInteger;

/** The memory that records may occupy while they wait, shared evenly among the consumers of an application. Thread-safe. */
public final class HeldBytes {

    private static final long SMALLEST_QUOTA = 64 << 10;

    private static final long SMALLEST_FETCH = 1 << 20;
    private static final long LARGEST_FETCH = 8 << 20;
    private static final int FETCHES = 8;

    private final long limit;
    private final AtomicInteger consumers = new AtomicInteger();
    private final AtomicInteger all = new AtomicInteger();

    /** Creates a budget of {@code limit} bytes. */
    public HeldBytes(long limit) {
        this.limit = limit;
    }

    /** Returns the whole budget in bytes. */
    public long limit() {
        return limit;
    }

    void join(TopicRole role) {
        all.incrementAndGet();
        if (role != TopicRole.MAIN) {
            consumers.incrementAndGet();
        }
    }

    void leave(TopicRole role) {
        all.decrementAndGet();
        if (role != TopicRole.MAIN) {
            consumers.decrementAndGet();
        }
    }

    /** Returns the part that each consumer, whatever it reads, has of what all of them may have; never nothing. */
    long each(long ofAll) {
        return Math.max(1, ofAll / Math.max(1, all.get()));
    }

    /** Returns how many bytes a fetch may bring: not all of them will be kept, but all of them are in memory at once. */
    public int perFetch() {
        return (int) Math.min(LARGEST_FETCH, Math.max(SMALLEST_FETCH, limit / FETCHES));
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

package io.redrive.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import io.redrive.benchmarks.workload.Workload;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The listener of one run, which notes what it is called with. The run begins with the first call and ends with the last
 * success. May be called by several threads.
 */
public final class Tally implements Listener {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final int NEW = 0;
    private static final int FAILED = 1;
    private static final int SUCCEEDED = 2;

    private final boolean fails;
    private final long delayMs;
    private final AtomicIntegerArray states;
    private final long[] failedAtMs;
    private final long[] latenessMicros;
    private final AtomicInteger redeliveries = new AtomicInteger();
    private final AtomicInteger left;
    private final LongAdder early = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Mark> first = new AtomicReference<>();
    private volatile @Nullable Mark last;

    /** A tally that expects every record of the workload. */
    public Tally(Workload workload) {
        this.fails = workload.fails();
        this.delayMs = workload.delay().toMillis();
        this.states = new AtomicIntegerArray(workload.records());
        this.failedAtMs = new long[fails ? workload.records() : 0];
        this.latenessMicros = new long[fails ? workload.records() : 0];
        this.left = new AtomicInteger(workload.records());
    }

    @Override
    public void firstAttempt(int record) {
        if (first.get() == null) {
            first.compareAndSet(null, Mark.now());
        }
        if (!states.compareAndSet(record, NEW, fails ? FAILED : SUCCEEDED)) {
            duplicates.increment();
        } else if (!fails) {
            succeeded();
        }
        if (fails) {
            failedAtMs[record] = System.currentTimeMillis();
            throw new ListenerFailure(record);
        }
    }

    @Override
    public void retry(int record, long dueAtMs) {
        Instant now = Instant.now();
        if (states.getAndSet(record, SUCCEEDED) == SUCCEEDED) {
            duplicates.increment();
            return;
        }
        long lateness = (now.getEpochSecond() * 1_000_000 + now.getNano() / 1000) - dueAtMs * 1000;
        latenessMicros[redeliveries.getAndIncrement()] = lateness;
        // A due time that is too early itself would make an early delivery look punctual.
        if (lateness < 0 || now.toEpochMilli() < failedAtMs[record] + delayMs) {
            early.increment();
        }
        succeeded();
    }

    /** Waits until every record has succeeded, and says whether that came true in time. */
    public boolean awaitAll(Duration limit) throws InterruptedException {
        return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What has been noted so far; to be called when the system under test has been closed. */
    public Run run() {
        Mark end = last;
        boolean complete = end != null;
        Mark until = end == null ? Mark.now() : end;
        Mark start = first.get();
        Mark from = start == null ? until : start;
        return new Run(
                states.length() - left.get(),
                until.nanos() - from.nanos(),
                until.cpuNanos() - from.cpuNanos(),
                Percentiles.of(latenessMicros, redeliveries.get()),
                early.intValue(),
                duplicates.intValue(),
                complete);
    }

    private void succeeded() {
        if (left.decrementAndGet() == 0) {
            last = Mark.now();
            done.countDown();
        }
    }

    private record Mark(long nanos, long cpuNanos) {

        static Mark now() {
            return new Mark(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }
    }
}

package io.redrive.benchmarks.measure;

import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The listener of one run, which notes what it is called with. The run begins with the first call and ends when every record
 * has succeeded or failed for the last time. May be called by several threads.
 */
public final class Tally implements Listener {

    private final Failures failures;
    private final int records;
    private final double nanosPerRecord;
    /** The highest attempt of each record. */
    private final AtomicIntegerArray attempts;

    private final long[] failedAtMs;
    private final List<Times> lateness;
    private final @Nullable Times latency;
    /** The record from which on latency counts: before, producer and consumer find their pace. */
    private final int settled;

    private final AtomicInteger left;
    private final AtomicInteger mainLeft;
    private final int unaffected;
    private final boolean watchesMain;
    private final LongAdder failed = new LongAdder();
    private final LongAdder early = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Mark> first = new AtomicReference<>();
    private volatile long sendsStart;
    private volatile @Nullable Mark lastOfMain;
    private volatile @Nullable Mark last;
    private volatile @Nullable Run stopped;

    /** A tally that expects every record of the workload. */
    public Tally(Workload workload) {
        this.failures = workload.failures();
        this.records = workload.records();
        int failing = workload.failing();
        this.attempts = new AtomicIntegerArray(records);
        this.failedAtMs = new long[failures.any() ? records : 0];
        this.lateness = IntStream.range(0, failures.retries())
                .mapToObj(retry -> new Times(failing))
                .toList();
        boolean paced = workload.arrival() instanceof Arrival.Live live && live.perSecond() < Arrival.Live.UNLIMITED;
        this.nanosPerRecord = paced ? 1e9 / ((Arrival.Live) workload.arrival()).perSecond() : 0;
        this.latency = paced ? new Times(records) : null;
        this.settled = records / 4;
        this.left = new AtomicInteger(records);
        this.unaffected = workload.unaffected();
        this.mainLeft = new AtomicInteger(unaffected);
        this.watchesMain = unaffected < records;
    }

    /** Notes when record 0 of a live workload is sent, as {@link System#nanoTime()}. */
    public void sendsStart(long nanos) {
        sendsStart = nanos;
    }

    @Override
    public void deliver(int record, int attempt, long dueAtMs) {
        if (stopped != null) {
            return;
        }
        if (first.get() == null) {
            first.compareAndSet(null, Mark.now());
        }
        boolean repeated = !attempts.compareAndSet(record, attempt - 1, attempt)
                && attempts.getAndAccumulate(record, attempt, Math::max) >= attempt;
        if (repeated) {
            duplicates.increment();
        } else if (attempt > FIRST) {
            retried(record, attempt, dueAtMs);
        } else if (!failures.affects(record)) {
            delivered(record);
        }
        if (failures.fails(record, attempt)) {
            fail(record, attempt, repeated);
        } else if (!repeated) {
            ended();
        }
    }

    /** Waits until every record has come to its end, and says whether that came true in time. */
    public boolean awaitAll(Duration limit) throws InterruptedException {
        return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Breaks the run off; what is delivered from now on does not count. */
    public void stop() {
        stopped = run(Mark.now(), false);
    }

    /** Notes that a complete run ends here, later than the listener knows: the last dead letter has arrived. */
    public void endedNow() {
        last = Mark.now();
    }

    /** Takes dead letters beyond those that are expected for duplicates; to be called at the very end. */
    public void deadLetters(long written) {
        int failing = records - unaffected;
        if (written > failing) {
            duplicates.add(written - failing);
        }
    }

    /** What has been noted; for an incomplete run, until it was stopped. */
    public Run run() {
        Run until = stopped;
        if (until != null) {
            return until;
        }
        Mark end = last;
        return end == null ? run(Mark.now(), false) : run(end, true);
    }

    private Run run(Mark end, boolean complete) {
        Mark start = first.get();
        return new Run(
                records - left.get(),
                failed.intValue(),
                start == null ? end : start,
                lastOfMain,
                end,
                lateness.stream().map(Times::percentiles).toList(),
                latency == null ? Percentiles.of(new long[0], 0) : latency.percentiles(),
                early.intValue(),
                duplicates.intValue(),
                complete);
    }

    private void retried(int record, int attempt, long dueAtMs) {
        Instant now = Instant.now();
        long late = (now.getEpochSecond() * 1_000_000 + now.getNano() / 1000) - dueAtMs * 1000;
        if (attempt - 2 < lateness.size()) {
            lateness.get(attempt - 2).add(late);
        }
        // A due time that is too early itself would make an early delivery look punctual.
        long earliestMs = failedAtMs.length == 0
                ? 0
                : failedAtMs[record] + failures.delayBefore(attempt).toMillis();
        if (late < 0 || now.toEpochMilli() < earliestMs) {
            early.increment();
        }
    }

    private void delivered(int record) {
        if (latency != null && record >= settled) {
            latency.add((System.nanoTime() - sendsStart - (long) (record * nanosPerRecord)) / 1000);
        }
        if (watchesMain && mainLeft.decrementAndGet() == 0) {
            lastOfMain = Mark.now();
        }
    }

    private void fail(int record, int attempt, boolean repeated) {
        if (!repeated) {
            failedAtMs[record] = System.currentTimeMillis();
            failed.increment();
            if (failures.isLast(attempt)) {
                ended();
            }
        }
        throw new ListenerFailure(record, attempt);
    }

    private void ended() {
        if (left.decrementAndGet() == 0) {
            last = Mark.now();
            done.countDown();
        }
    }
}

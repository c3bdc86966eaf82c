package io.redrive.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Unlike time, allocation is the same on every machine. The bounds leave room for what the compiler may not see through. */
class AllocationTests {

    private static final int BATCH = 500;
    private static final int TIMES = 40;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void writesAForwardWithLittleGarbage() {
        var benchmark = new FailureBenchmark();

        assertThat(bytesPerCall(benchmark::routeAndEncode)).isLessThan(2_600);
    }

    @Test
    void takesAFailedRecordThroughTheEngineWithLittleGarbage() {
        var benchmark = new FailureBenchmark();

        assertThat(benchmark.fromPollToCommit()).isEqualTo(BATCH);
        assertThat(bytesPerCall(benchmark::fromPollToCommit) / BATCH).isLessThan(3_800);
    }

    @Test
    void keepsAndReleasesARecordWithLittleGarbage() {
        var benchmark = new WaitingBenchmark();

        assertThat(benchmark.keepAndRelease()).isEqualTo(BATCH);
        assertThat(bytesPerCall(benchmark::keepAndRelease) / BATCH).isLessThan(2_200);
    }

    @Test
    void pollsAThousandPartitionsWithLittleGarbage() {
        var benchmark = new IdleBenchmark();

        assertThat(benchmark.pollWithNothingDue()).isZero();
        assertThat(bytesPerCall(benchmark::pollWithNothingDue)).isLessThan(12_000);
    }

    private static long bytesPerCall(Runnable call) {
        for (int i = 0; i < TIMES; i++) {
            call.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < TIMES; i++) {
            call.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / TIMES;
    }
}

package io.redrive.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * A moment.
 *
 * @param nanos its time
 * @param cpuNanos processor time that this JVM had used by then
 */
public record Mark(long nanos, long cpuNanos) {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** This moment. */
    public static Mark now() {
        return new Mark(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }

    /** Seconds that have passed since an earlier moment. */
    public double secondsSince(Mark earlier) {
        return (nanos - earlier.nanos) / 1e9;
    }

    /** Processor time used since an earlier moment, in microseconds. */
    public double cpuMicrosSince(Mark earlier) {
        return (cpuNanos - earlier.cpuNanos) / 1e3;
    }
}

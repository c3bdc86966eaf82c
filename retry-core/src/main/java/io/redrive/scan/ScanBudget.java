package io.redrive.scan;

import java.time.Duration;

/**
 * What one scan may cost.
 *
 * @param records records that are read at most
 * @param bytes bytes of keys, values and headers after which no further record is read
 * @param time time after which no further record is read
 */
public record ScanBudget(int records, long bytes, Duration time) {

    /** Returns what is left of it after a scan. */
    public ScanBudget after(Progress progress) {
        return new ScanBudget(
                (int) Math.max(0, records - progress.records()),
                Math.max(0, bytes - progress.bytes()),
                time.minus(progress.elapsed()));
    }

    /** Whether nothing is left of it. */
    public boolean isSpent() {
        return records <= 0 || bytes <= 0 || time.isNegative() || time.isZero();
    }
}

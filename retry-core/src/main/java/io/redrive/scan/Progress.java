package io.redrive.scan;

import io.redrive.census.Offsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a scan came.
 *
 * @param left what it has not read, by partition; empty runs for what it has read
 * @param records records that it has read
 * @param bytes bytes of their keys, values and headers
 * @param elapsed how long it took
 * @param end why it read no further
 */
public record Progress(Map<Integer, Offsets> left, long records, long bytes, Duration elapsed, ScanEnd end) {

    /** Copies the map. */
    public Progress {
        left = new TreeMap<>(left);
    }
}

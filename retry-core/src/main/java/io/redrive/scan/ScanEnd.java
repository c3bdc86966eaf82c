package io.redrive.scan;

/** Why a scan read no further. */
public enum ScanEnd {
    /** Everything was read. */
    COMPLETE,
    /** As much was found as was wanted. */
    LIMIT,
    /** The budget of records was spent. */
    RECORDS,
    /** The budget of bytes was spent. */
    BYTES,
    /** The budget of time was spent. */
    TIME
}

package io.redrive.annotation;

import io.redrive.admin.AbandonedRecords;
import io.redrive.admin.LongWaits;
import java.util.List;
import java.util.Map;

/**
 * A listener that was retried by this engine, or could have been, and is not any more.
 *
 * @param abandoned what may wait for it and is read by nobody now
 * @param longWaits what may wait for it and is not waited for now
 * @param consumers settings of its consumers
 */
public record LeftListener(List<AbandonedRecords> abandoned, List<LongWaits> longWaits, Map<String, Object> consumers) {

    /** Copies the lists. */
    public LeftListener {
        abandoned = List.copyOf(abandoned);
        longWaits = List.copyOf(longWaits);
    }
}

package io.redrive.annotation;

import io.redrive.admin.AbandonedRecords;
import java.util.Map;

/**
 * A listener that was retried by this engine, or could have been, and is a plain one now.
 *
 * @param records what may wait for it
 * @param consumers settings of its consumers
 */
public record LeftListener(AbandonedRecords records, Map<String, Object> consumers) {}

package io.redrive.scan;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetterFilter;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A way through a topic in several calls.
 *
 * @param filter those that match are meant; what cannot match is not read where that can be told by offsets
 * @param narrowed leaves out further offsets, before the first call
 * @param cursor what an earlier call of the same pass returned, or null for the first
 */
public record Pass(
        DeadLetterFilter filter,
        UnaryOperator<Map<Integer, Offsets>> narrowed,
        @Nullable String cursor) {}

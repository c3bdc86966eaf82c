package io.redrive;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of the failure of an attempt.
 *
 * @param type name of the class of what the listener threw
 * @param message its message, cut to a kilobyte, or null when there was none, no room for it, or it is switched off
 */
public record RecordFailure(String type, @Nullable String message) {}

package io.redrive.forward;

import java.time.Instant;

/**
 * A topic that cannot be written.
 *
 * @param since when it could not be written for the first time since it could be
 * @param failure why not, then
 */
public record FailingTopic(Instant since, String failure) {}

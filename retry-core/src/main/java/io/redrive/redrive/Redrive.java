package io.redrive.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that sends dead letters back, as it was at one moment.
 *
 * @param id its id
 * @param selection which dead letters it is about
 * @param options how it works, as it was started
 * @param state what it is doing
 * @param rate records per second at most, by now
 * @param guarantee how often it sends a record, or null before it is known
 * @param progress how far it has come
 * @param outcome what became of what it has sent
 * @param run by whom and when it is run
 * @param message why it is in this state, or null
 */
public record Redrive(
        String id,
        RedriveSelection selection,
        RedriveOptions options,
        RedriveState state,
        int rate,
        @Nullable RedriveGuarantee guarantee,
        RedriveProgress progress,
        RedriveOutcome outcome,
        Run run,
        @Nullable String message) {

    /**
     * By whom and when a job is run.
     *
     * @param requested when it was asked for
     * @param started when an instance has taken it on first, or null
     * @param updated when its progress was noted last, or null
     * @param ended when it was over, or null
     * @param instance the instance that runs it or has run it last, or null
     */
    public record Run(
            Instant requested,
            @Nullable Instant started,
            @Nullable Instant updated,
            @Nullable Instant ended,
            @Nullable String instance) {}
}

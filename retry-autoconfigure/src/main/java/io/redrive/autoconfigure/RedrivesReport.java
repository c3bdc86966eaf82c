package io.redrive.autoconfigure;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code redrives} tells. Instants and durations are written as ISO 8601 does; what is not known or does not
 * exist is left out.
 *
 * @param jobs the jobs that are not over and the last ones that are, the newest first
 */
public record RedrivesReport(List<Job> jobs) implements OperationResponseBody {

    /** Copies the list. */
    public RedrivesReport {
        jobs = List.copyOf(jobs);
    }

    /**
     * A job.
     *
     * @param id its id
     * @param topic the dead-letter topic
     * @param state what it is doing
     * @param message why
     * @param selection which dead letters it is about, by what they are selected
     * @param edited what was changed about the only record, left out when nothing was
     * @param target where they are sent: {@code retry}, {@code main}, or the name of a topic
     * @param guarantee how often each is sent: {@code exactly-once} or {@code at-least-once}
     * @param rate records per second at most
     * @param maximum records at most
     * @param canary so many are sent first
     * @param progress how far it has come
     * @param outcome what became of what it has sent
     * @param by who has started it
     * @param reason why
     * @param requested when
     * @param started when it was taken on
     * @param updated when its progress was noted last
     * @param ended when it was over
     * @param instance the instance that runs it or has run it last
     */
    public record Job(
            String id,
            String topic,
            String state,
            @Nullable String message,
            Map<String, String> selection,
            @Nullable List<String> edited,
            String target,
            @Nullable String guarantee,
            int rate,
            @Nullable Long maximum,
            @Nullable Integer canary,
            Progress progress,
            Outcome outcome,
            String by,
            @Nullable String reason,
            String requested,
            @Nullable String started,
            @Nullable String updated,
            @Nullable String ended,
            @Nullable String instance)
            implements OperationResponseBody {}

    /**
     * How far a job has come.
     *
     * @param read records that it has looked at
     * @param sent records that it has sent
     * @param skipped records that were meant but not sent, by why
     * @param left offsets that it has still to look at
     * @param eta when it will have come to the end if it goes on as it did
     */
    public record Progress(
            long read,
            long sent,
            Map<String, Long> skipped,
            long left,
            @Nullable String eta) {}

    /**
     * What became of what a job has sent.
     *
     * @param recovered records that were processed
     * @param failedAgain records that are dead letters again
     * @param known whether that is all of them
     */
    public record Outcome(long recovered, long failedAgain, boolean known) {}

    /**
     * What a job would do.
     *
     * @param topic the dead-letter topic
     * @param read records that were looked at
     * @param complete whether that is the whole topic
     * @param targets records that would be sent, by topic
     * @param skipped records that are meant but would not be sent, by why
     * @param sample ids of some that would be sent
     * @param atLeast how long that would take
     * @param warnings what somebody should know before
     */
    public record Plan(
            String topic,
            long read,
            boolean complete,
            Map<String, Long> targets,
            Map<String, Long> skipped,
            List<String> sample,
            String atLeast,
            List<String> warnings)
            implements OperationResponseBody {}
}

package io.redrive.job;

import io.redrive.census.Offsets;
import io.redrive.note.Fields;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.redrive.RedriveState;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has come. It is written together with what the job sends, and is all that another instance needs to go on.
 *
 * @param claim who has noted it
 * @param left offsets of the dead-letter topic that it has still to look at, by partition
 * @param canaryPassed whether its canary was processed, or it has none
 * @param watchFrom where topics ended when it began, by topic and partition with a colon between: what it sends comes after
 * @param rate records per second at most
 * @param change the token of the last change that it has taken note of, or empty
 * @param message why it is in its state, or null
 * @param times when it began, was noted, and was over
 */
public record JobSnapshot(
        Claim claim,
        RedriveState state,
        RedriveGuarantee guarantee,
        Map<Integer, Offsets> left,
        JobCounts counts,
        boolean canaryPassed,
        Map<String, Long> watchFrom,
        RedriveOutcome outcome,
        int rate,
        String change,
        @Nullable String message,
        Times times) {

    /**
     * When things happened.
     *
     * @param started when it began
     * @param updated when it was noted
     * @param ended when it was over, or null
     */
    public record Times(
            Instant started, Instant updated, @Nullable Instant ended) {}

    /** Returns that of a job that begins at an instant, before it is known what it will look at. */
    public static JobSnapshot first(RedriveOptions options, RedriveGuarantee guarantee, Instant at) {
        return new JobSnapshot(
                Claim.NONE,
                RedriveState.RUNNING,
                guarantee,
                Map.of(),
                JobCounts.NONE,
                options.canary() == 0,
                Map.of(),
                RedriveOutcome.UNKNOWN,
                options.rate(),
                "",
                null,
                new Times(at, at, null));
    }

    /** Copies the maps. */
    public JobSnapshot {
        left = new TreeMap<>(left);
        watchFrom = new TreeMap<>(watchFrom);
    }

    /** Returns how many offsets are left. */
    public long offsetsLeft() {
        return left.values().stream().mapToLong(Offsets::count).sum();
    }

    /** Returns the same in another state. */
    public JobSnapshot in(RedriveState next, @Nullable String why) {
        return new JobSnapshot(
                claim, next, guarantee, left, counts, canaryPassed, watchFrom, outcome, rate, change, why, times);
    }

    /** Returns the same at the begin of its work. */
    public JobSnapshot begun(Map<Integer, Offsets> all, Map<String, Long> ends) {
        return new JobSnapshot(
                claim, state, guarantee, all, counts, canaryPassed, ends, outcome, rate, change, message, times);
    }

    /** Returns the same after more was done. */
    public JobSnapshot after(Map<Integer, Offsets> stillLeft, JobCounts more) {
        return new JobSnapshot(
                claim,
                state,
                guarantee,
                stillLeft,
                counts.plus(more),
                canaryPassed,
                watchFrom,
                outcome,
                rate,
                change,
                message,
                times);
    }

    /** Returns the same with another rate, after a change. */
    public JobSnapshot changed(String token, int perSecond) {
        return new JobSnapshot(
                claim,
                state,
                guarantee,
                left,
                counts,
                canaryPassed,
                watchFrom,
                outcome,
                perSecond,
                token,
                message,
                times);
    }

    /** Returns the same with what became of what was sent. */
    public JobSnapshot with(RedriveOutcome seen, boolean passed) {
        return new JobSnapshot(
                claim,
                state,
                guarantee,
                left,
                counts,
                canaryPassed || passed,
                watchFrom,
                seen,
                rate,
                change,
                message,
                times);
    }

    /** Returns the same as it is noted by somebody at an instant. What was once promised less stays so. */
    public JobSnapshot noted(Claim by, RedriveGuarantee how, Instant at) {
        Instant ended = times.ended() == null && state.isOver() ? at : times.ended();
        RedriveGuarantee least = guarantee == RedriveGuarantee.AT_LEAST_ONCE && counts.sent() > 0 ? guarantee : how;
        return new JobSnapshot(
                by,
                state,
                least,
                left,
                counts,
                canaryPassed,
                watchFrom,
                outcome,
                rate,
                change,
                message,
                new Times(times.started(), at, ended));
    }

    byte[] written() {
        return new Fields()
                .put("claim", claim.number())
                .put("instance", claim.instance())
                .put("note", claim.note())
                .put("state", state)
                .put("guarantee", guarantee)
                .putAll("left.", texts(left))
                .put("read", counts.read())
                .put("sent", counts.sent())
                .putAll("skipped.", counts.skipped())
                .put("canaryPassed", canaryPassed)
                .putAll("watchFrom.", watchFrom)
                .put("recovered", outcome.recovered())
                .put("failedAgain", outcome.failedAgain())
                .put("outcomeKnown", outcome.known())
                .put("rate", rate)
                .put("change", change)
                .put("message", message)
                .put("started", Fields.millis(times.started()))
                .put("updated", Fields.millis(times.updated()))
                .put("ended", Fields.millis(times.ended()))
                .written();
    }

    static JobSnapshot read(byte[] written) {
        Fields fields = Fields.read(written);
        Map<Integer, Offsets> left = new TreeMap<>();
        fields.all("left.").forEach((partition, offsets) -> left.put(Integer.valueOf(partition), offsets(offsets)));
        Map<String, Long> skipped = new TreeMap<>();
        fields.all("skipped.").forEach((why, count) -> skipped.put(why, Long.valueOf(count)));
        Map<String, Long> watchFrom = new TreeMap<>();
        fields.all("watchFrom.").forEach((topic, offset) -> watchFrom.put(topic, Long.valueOf(offset)));
        return new JobSnapshot(
                new Claim(fields.number("claim", 0), fields.text("instance", ""), fields.number("note", 0)),
                RedriveState.valueOf(fields.text("state", "FAILED")),
                RedriveGuarantee.valueOf(fields.text("guarantee", "AT_LEAST_ONCE")),
                left,
                new JobCounts(fields.number("read", 0), fields.number("sent", 0), skipped),
                Boolean.parseBoolean(fields.text("canaryPassed", "false")),
                watchFrom,
                new RedriveOutcome(
                        fields.number("recovered", 0),
                        fields.number("failedAgain", 0),
                        Boolean.parseBoolean(fields.text("outcomeKnown", "false"))),
                (int) fields.number("rate", 1),
                fields.text("change", ""),
                fields.text("message"),
                new Times(
                        Instant.ofEpochMilli(fields.number("started", 0)),
                        Instant.ofEpochMilli(fields.number("updated", 0)),
                        fields.instant("ended")));
    }

    private static Map<Integer, String> texts(Map<Integer, Offsets> offsets) {
        Map<Integer, String> texts = new TreeMap<>();
        offsets.forEach((partition, each) -> texts.put(partition, each.from() + "-" + each.to()));
        return texts;
    }

    private static Offsets offsets(String text) {
        int hyphen = text.indexOf('-');
        return new Offsets(Long.parseLong(text.substring(0, hyphen)), Long.parseLong(text.substring(hyphen + 1)));
    }
}

package io.redrive.job;

import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.redrive.RedriveState;
import java.time.Duration;
import java.util.Objects;

/** Decides what a job does next. Depends on its arguments only. */
public final class JobMachine {

    /** Whoever works on a job notes something at least as often. */
    public static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);

    private static final long LONG_MS = 60_000;

    private JobMachine() {}

    /** Whether somebody has to work on a job in a state. */
    static boolean needsWork(RedriveState state) {
        return state == RedriveState.RUNNING || state == RedriveState.CANARY;
    }

    /**
     * Returns what is done next for a job that was taken on and is not over.
     *
     * @param claim of who asks
     */
    public static Step next(Job job, Claim claim, Pace pace, long nowMs) {
        JobSnapshot snapshot = Objects.requireNonNull(job.snapshot());
        if (!snapshot.claim().isSame(claim)) {
            // With this note it is taken over.
            return new Step.Note(snapshot);
        }
        if (job.isChanged()) {
            return new Step.Note(changed(job.request(), snapshot, Objects.requireNonNull(job.change())));
        }
        return switch (snapshot.state()) {
            case RUNNING -> running(job.request().options(), snapshot, pace, nowMs);
            case CANARY -> new Step.Observe();
            default -> new Step.Wait(LONG_MS);
        };
    }

    private static Step running(RedriveOptions options, JobSnapshot snapshot, Pace pace, long nowMs) {
        long sent = snapshot.counts().sent();
        Long maximum = options.maximum();
        if (snapshot.offsetsLeft() == 0 || (maximum != null && sent >= maximum)) {
            return new Step.Note(snapshot.in(RedriveState.COMPLETED, null));
        }
        if (!snapshot.canaryPassed() && sent >= options.canary()) {
            return new Step.Note(snapshot.in(RedriveState.CANARY, null));
        }
        long most = pace.allowed(snapshot.rate(), nowMs);
        if (most == 0) {
            return new Step.Wait(pace.waitMs(nowMs));
        }
        most = maximum == null ? most : Math.min(most, maximum - sent);
        most = snapshot.canaryPassed() ? most : Math.min(most, options.canary() - sent);
        return new Step.Send((int) most);
    }

    /** Returns a job after what is wanted of it. */
    public static JobSnapshot changed(JobRequest request, JobSnapshot snapshot, JobChange change) {
        Integer rate = change.rate();
        JobSnapshot changed = snapshot.changed(
                change.token(), rate == null ? request.options().rate() : rate);
        String who = " by " + change.by() + (change.reason() == null ? "" : ": " + change.reason());
        if (change.wanted() == RedriveChange.Wanted.CANCEL) {
            return changed.in(RedriveState.CANCELLED, "cancelled" + who);
        }
        if (change.wanted() == RedriveChange.Wanted.PAUSE) {
            return changed.in(RedriveState.PAUSED, "paused" + who);
        }
        // A canary that was waited for before the pause is found again from what was sent.
        return snapshot.state() == RedriveState.PAUSED ? changed.in(RedriveState.RUNNING, null) : changed;
    }

    /** Returns a job after it was seen what became of what it has sent. */
    public static JobSnapshot observed(JobSnapshot snapshot, RedriveOutcome outcome) {
        long sent = snapshot.counts().sent();
        if (snapshot.state() != RedriveState.CANARY) {
            return snapshot.with(outcome, false);
        }
        if (outcome.failedAgain() > 0) {
            return snapshot.with(outcome, false)
                    .in(
                            RedriveState.STOPPED,
                            outcome.failedAgain() + " of the first " + sent + " records have failed again");
        }
        return outcome.recovered() >= sent
                ? snapshot.with(outcome, true).in(RedriveState.RUNNING, null)
                : snapshot.with(outcome, false);
    }

    /** Whether what was seen is to be noted. */
    public static boolean isNews(JobSnapshot before, JobSnapshot after, long nowMs) {
        return !after.outcome().equals(before.outcome())
                || after.state() != before.state()
                || nowMs - before.times().updated().toEpochMilli() >= SIGN_OF_LIFE.toMillis();
    }
}

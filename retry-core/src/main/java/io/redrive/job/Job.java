package io.redrive.job;

import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.redrive.RedriveProgress;
import io.redrive.redrive.RedriveState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job.
 *
 * @param request what was asked for
 * @param snapshot how far it has come, or null when nobody has taken it on
 * @param change what is wanted of it by now, or null for what was asked for
 */
public record Job(
        JobRequest request,
        @Nullable JobSnapshot snapshot,
        @Nullable JobChange change) {

    static final Comparator<Job> OLDEST_FIRST =
            Comparator.comparing((Job job) -> job.request.at()).thenComparing(job -> job.request.id());

    /** Returns its id. */
    public String id() {
        return request.id();
    }

    /** Returns what it is doing. */
    public RedriveState state() {
        return snapshot == null ? RedriveState.REQUESTED : snapshot.state();
    }

    /** Whether something is wanted of it that was not taken note of yet. */
    public boolean isChanged() {
        return snapshot != null
                && !snapshot.state().isOver()
                && change != null
                && !change.token().equals(snapshot.change());
    }

    /** Returns it as its users see it. */
    public Redrive shown() {
        JobSnapshot done = snapshot;
        if (done == null) {
            return new Redrive(
                    id(),
                    request.selection(),
                    request.options(),
                    RedriveState.REQUESTED,
                    request.options().rate(),
                    null,
                    new RedriveProgress(0, 0, JobCounts.NONE.skipped(), 0, null),
                    RedriveOutcome.UNKNOWN,
                    new Redrive.Run(request.at(), null, null, null, null),
                    null);
        }
        return new Redrive(
                id(),
                request.selection(),
                request.options(),
                done.state(),
                done.rate(),
                guarantee(done),
                new RedriveProgress(
                        done.counts().read(),
                        done.counts().sent(),
                        done.counts().skipped(),
                        done.offsetsLeft(),
                        eta(done)),
                done.outcome(),
                new Redrive.Run(
                        request.at(),
                        done.times().started(),
                        done.times().updated(),
                        done.times().ended(),
                        done.claim().instance()),
                done.message());
    }

    private static @Nullable RedriveGuarantee guarantee(JobSnapshot done) {
        return done.state() == RedriveState.REFUSED ? null : done.guarantee();
    }

    /** It takes as long for what is left as it took for what is done. */
    private static @Nullable Instant eta(JobSnapshot done) {
        if (done.state() != RedriveState.RUNNING || done.counts().read() == 0) {
            return null;
        }
        Duration took = Duration.between(done.times().started(), done.times().updated());
        double each = (double) Math.max(0, took.toMillis()) / done.counts().read();
        return done.times().updated().plusMillis((long) (each * done.offsetsLeft()));
    }
}

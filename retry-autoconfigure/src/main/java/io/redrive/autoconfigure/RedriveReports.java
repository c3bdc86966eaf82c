package io.redrive.autoconfigure;

import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveEdit;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedrivePlan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what a user is told of jobs. */
final class RedriveReports {

    private final Disclosure.ToUser user;

    RedriveReports(Disclosure.ToUser user) {
        this.user = user;
    }

    /** Returns what is told of a job. */
    RedrivesReport.Job job(Redrive job) {
        RedriveGuarantee guarantee = job.guarantee();
        RedriveEdit edit = job.options().edit();
        int canary = job.options().canary();
        return new RedrivesReport.Job(
                job.id(),
                job.selection().topic(),
                Words.of(job.state()),
                job.message(),
                user.selection(job.selection().parts()),
                edit == null ? null : List.copyOf(edit.parts().keySet()),
                AuditedRedrives.target(job.options().target()),
                guarantee == null ? null : Words.of(guarantee),
                job.rate(),
                job.options().maximum(),
                canary == 0 ? null : (Integer) canary,
                new RedrivesReport.Progress(
                        job.progress().read(),
                        job.progress().sent(),
                        job.progress().skipped(),
                        job.progress().left(),
                        instant(job.progress().eta())),
                new RedrivesReport.Outcome(
                        job.outcome().recovered(),
                        job.outcome().failedAgain(),
                        job.outcome().known()),
                job.options().by(),
                job.options().reason(),
                DeadLetterReports.instant(job.run().requested()),
                instant(job.run().started()),
                instant(job.run().updated()),
                instant(job.run().ended()),
                job.run().instance());
    }

    /** Returns what is told of a plan. */
    static RedrivesReport.Plan plan(String topic, RedrivePlan plan) {
        return new RedrivesReport.Plan(
                topic,
                plan.read(),
                plan.complete(),
                plan.targets(),
                plan.skipped(),
                plan.sample(),
                plan.atLeast().toString(),
                plan.warnings());
    }

    private static @Nullable String instant(@Nullable Instant instant) {
        return instant == null ? null : DeadLetterReports.instant(instant);
    }
}

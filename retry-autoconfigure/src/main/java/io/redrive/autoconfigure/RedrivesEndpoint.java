package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.Operator;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedrivePlan;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.Redrives;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Shows jobs that send dead letters back; starts and changes them for whoever has unrestricted access. */
@WebEndpoint(id = "redrives", defaultAccess = Access.READ_ONLY)
public final class RedrivesEndpoint {

    private static final int ACCEPTED = 202;

    private final Redrives redrives;
    private final Planner planner;
    private final Disclosure disclosure;

    RedrivesEndpoint(Redrives redrives, Planner planner, Disclosure disclosure) {
        this.redrives = redrives;
        this.planner = planner;
        this.disclosure = disclosure;
    }

    /** Says what a job would do. */
    interface Planner {

        /** Says it to somebody who does not find what is not among the shown. */
        RedrivePlan plan(RedriveSelection selection, RedriveOptions options, UnaryOperator<DeadLetter> shown);
    }

    /** Returns the jobs that are not over and the last ones that are. */
    @ReadOperation
    public WebEndpointResponse<?> redrives(SecurityContext user) {
        RedriveReports reports = new RedriveReports(disclosure.to(user));
        return Answers.of(() ->
                new RedrivesReport(redrives.all().stream().map(reports::job).toList()));
    }

    /** Returns one job. */
    @ReadOperation
    public WebEndpointResponse<?> redrive(SecurityContext user, @Selector String id) {
        return Answers.of(() -> {
            Redrive job = redrives.find(id);
            if (job == null) {
                throw new RefusedException(
                        WebEndpointResponse.STATUS_NOT_FOUND, "UNKNOWN_JOB", "There is no job " + id);
            }
            return new RedriveReports(disclosure.to(user)).job(job);
        });
    }

    /**
     * Starts a job, or tells what it would do.
     *
     * @param topic the dead-letter topic
     * @param ids ids of single dead letters, divided by commas
     * @param all {@code true} for all dead letters of the topic; it must be said when nothing else selects some. The other
     *     parameters that select are those of {@link DeadLetterFilter}
     * @param target {@code retry}, {@code main}, or the name of a configured topic
     * @param rate records per second at most
     * @param maximum records at most
     * @param canary so many first
     * @param again whether those are sent, too, that were sent back before
     * @param archived whether those are sent, too, that are archived
     * @param mostRedrives those are left out that came back so often
     * @param dryRun whether nothing is started
     * @param id id of the job
     * @param reason why, for the audit
     */
    @WriteOperation
    public WebEndpointResponse<?> start(
            SecurityContext user,
            String topic,
            @Nullable String ids,
            @Nullable String all,
            @Nullable String partition,
            @Nullable String fromOffset,
            @Nullable String toOffset,
            @Nullable String from,
            @Nullable String to,
            @Nullable String key,
            @Nullable String header,
            @Nullable String exception,
            @Nullable String text,
            @Nullable String group,
            @Nullable String target,
            @Nullable String rate,
            @Nullable String maximum,
            @Nullable String canary,
            @Nullable String again,
            @Nullable String archived,
            @Nullable String mostRedrives,
            @Nullable String dryRun,
            @Nullable String id,
            @Nullable String reason) {
        Map<String, String> parts =
                FilterParameters.of(partition, fromOffset, toOffset, from, to, key, header, exception, text, group);
        RedriveParameters given = new RedriveParameters(topic, parts, ids, all);
        Operator operator = Operator.of(user, reason);
        // Nothing was accepted when nothing is to be done.
        return Answers.of("true".equals(dryRun) ? WebEndpointResponse.STATUS_OK : ACCEPTED, () -> {
            RedriveSelection selection = given.selection();
            Disclosure.ToUser shown = disclosure.to(user);
            shown.refuseToFindBy(selection.filter());
            RedriveOptions options = RedriveParameters.options(target, rate, maximum, canary)
                    .withAgain(RedriveParameters.flag("again", again))
                    .withArchived(RedriveParameters.flag("archived", archived))
                    .withMostRedrives(RedriveParameters.number(
                            "mostRedrives", mostRedrives, RedriveOptions.DEFAULT.mostRedrives()))
                    .withId(id)
                    .by(operator.name(), operator.reason());
            return RedriveParameters.flag("dryRun", dryRun)
                    ? RedriveReports.plan(
                            topic,
                            planner.plan(selection, options, new DeadLetterReports(shown, unasked -> null)::shown))
                    : new RedriveReports(shown).job(redrives.start(selection, options));
        });
    }

    /**
     * Changes a job.
     *
     * @param state {@code paused}, {@code running} or {@code cancelled}, or left out for what it is
     * @param rate records per second at most from now on
     * @param reason why, for the audit
     */
    @WriteOperation
    public WebEndpointResponse<?> change(
            SecurityContext user,
            @Selector String id,
            @Nullable String state,
            @Nullable String rate,
            @Nullable String reason) {
        Operator operator = Operator.of(user, reason);
        return Answers.of(ACCEPTED, () -> {
            RedriveChange change = RedriveParameters.change(state, rate).by(operator.name(), operator.reason());
            return new RedriveReports(disclosure.to(user)).job(redrives.change(id, change));
        });
    }
}

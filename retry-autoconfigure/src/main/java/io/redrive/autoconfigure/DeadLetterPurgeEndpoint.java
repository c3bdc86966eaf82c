package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.Operator;
import io.redrive.run.PurgePlan;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Deletes the oldest dead letters of a partition for good. There is none of it unless a property gives access. */
@WebEndpoint(id = "deadletterpurge", defaultAccess = Access.NONE)
public final class DeadLetterPurgeEndpoint {

    private final DeadLetterPurges purges;

    DeadLetterPurgeEndpoint(DeadLetterPurges purges) {
        this.purges = purges;
    }

    /**
     * Deletes what is before an offset, or tells what that is.
     *
     * @param topic the dead-letter topic
     * @param partition number of the partition
     * @param toOffset the first offset that is left
     * @param confirm the name of the topic once more, unless nothing is deleted
     * @param unresolved {@code true} for also what nobody has done anything about
     * @param dryRun whether nothing is deleted
     * @param reason why
     */
    @WriteOperation
    public WebEndpointResponse<?> purge(
            SecurityContext user,
            String topic,
            String partition,
            String toOffset,
            @Nullable String confirm,
            @Nullable String unresolved,
            @Nullable String dryRun,
            @Nullable String reason) {
        Operator operator = Operator.of(user, reason);
        return Answers.of(() -> {
            boolean deletes = !RedriveParameters.flag("dryRun", dryRun);
            boolean all = RedriveParameters.flag("unresolved", unresolved);
            if (deletes && !topic.equals(confirm)) {
                throw new RefusedException(
                        WebEndpointResponse.STATUS_BAD_REQUEST,
                        "NOT_CONFIRMED",
                        "What is deleted cannot be brought back: say confirm=" + topic + " as well");
            }
            PurgePlan plan = purges.plan(
                    topic, RedriveParameters.number("partition", partition, 0), offset("toOffset", toOffset));
            boolean purged = deletes && !plan.isEmpty();
            if (purged) {
                purges.purge(plan, all, operator);
            }
            return new DeadLetterPurgeReport(
                    topic,
                    plan.partition(),
                    plan.from(),
                    Math.max(plan.from(), plan.to()),
                    plan.records(),
                    plan.unresolved(),
                    plan.complete(),
                    purged);
        });
    }

    private static long offset(String name, String written) {
        try {
            long offset = Long.parseLong(written);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException ignored) {
            // Told below.
        }
        throw new IllegalArgumentException(name + " must be an offset, but is '" + written + "'");
    }
}

package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.Operator;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.redrive.RedriveSelection;
import io.redrive.run.ArchiveRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Shows which dead letters are archived; archives them, or makes them unresolved again, for whoever has unrestricted access. */
@WebEndpoint(id = "deadletterarchive", defaultAccess = Access.READ_ONLY)
public final class DeadLetterArchiveEndpoint {

    private final DeadLetterArchives archives;
    private final Disclosure disclosure;

    DeadLetterArchiveEndpoint(DeadLetterArchives archives, Disclosure disclosure) {
        this.archives = archives;
        this.disclosure = disclosure;
    }

    /** Returns how much is archived, and who has decided that. */
    @ReadOperation
    public WebEndpointResponse<?> archive(SecurityContext user) {
        return Answers.of(() -> archives.all(disclosure.to(user)));
    }

    /** Returns the same of one topic. */
    @ReadOperation
    public WebEndpointResponse<?> topic(SecurityContext user, @Selector String topic) {
        return Answers.of(() -> archives.topic(topic, disclosure.to(user)));
    }

    /**
     * Archives dead letters, or makes them unresolved again.
     *
     * @param topic the dead-letter topic
     * @param state {@code archived} or {@code open}
     * @param ids ids of single dead letters, divided by commas
     * @param all {@code true} for all dead letters of the topic; it must be said when nothing else selects some. The other
     *     parameters that select are those of {@link DeadLetterFilter}
     * @param cursor what an earlier call with the same selection has returned
     * @param dryRun whether nothing is changed
     * @param reason why
     */
    @WriteOperation
    public WebEndpointResponse<?> change(
            SecurityContext user,
            String topic,
            String state,
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
            @Nullable String cursor,
            @Nullable String dryRun,
            @Nullable String reason) {
        Map<String, String> parts =
                FilterParameters.of(partition, fromOffset, toOffset, from, to, key, header, exception, text, group);
        Operator operator = Operator.of(user, reason);
        return Answers.of(() -> {
            RedriveSelection selection = new RedriveParameters(topic, parts, ids, all).selection();
            Disclosure.ToUser shown = disclosure.to(user);
            shown.refuseToFindBy(selection.filter());
            return archives.change(new ArchiveRequest(
                    selection,
                    archives(state),
                    cursor,
                    RedriveParameters.flag("dryRun", dryRun),
                    operator.name(),
                    operator.reason(),
                    new DeadLetterReports(shown, unasked -> null)::shown));
        });
    }

    private static boolean archives(String state) {
        return switch (state) {
            case "archived" -> true;
            case "open" -> false;
            default ->
                throw new IllegalArgumentException("there is no state " + state + ": it must be archived or open");
        };
    }
}

package io.redrive.autoconfigure;

import io.redrive.autoconfigure.DeadLettersReport.Records;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.scan.Page;
import io.redrive.scan.Query;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Shows dead letters: how many there are and why, and what is in them. Reads only, within a budget. */
@WebEndpoint(id = "deadletters", defaultAccess = Access.READ_ONLY)
public final class DeadLettersEndpoint {

    private static final int USUAL_LIMIT = 50;
    private static final int MOST = 500;

    private final DeadLetterQueries queries;
    private final Disclosure disclosure;

    DeadLettersEndpoint(DeadLetterQueries queries, Disclosure disclosure) {
        this.queries = queries;
        this.disclosure = disclosure;
    }

    /** Returns all dead-letter topics, and counts what is new in them. */
    @ReadOperation
    public WebEndpointResponse<?> deadLetters() {
        return Answers.of(queries::all);
    }

    /** Returns one dead-letter topic, and counts what is new in it. */
    @ReadOperation
    public WebEndpointResponse<?> topic(@Selector String topic) {
        return Answers.of(() -> queries.topic(topic));
    }

    /**
     * Returns the records or the groups of a topic, without those that are archived. The other parameters are those of
     * {@link DeadLetterFilter}; groups have none.
     *
     * @param view {@code records}, or the plural of group
     * @param limit records or groups at most
     * @param cursor what an earlier page has returned
     * @param archived {@code true} for archived ones as well
     */
    @ReadOperation
    public WebEndpointResponse<?> view(
            SecurityContext user,
            @Selector String topic,
            @Selector String view,
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
            @Nullable String limit,
            @Nullable String cursor,
            @Nullable String archived) {
        Map<String, String> parts =
                FilterParameters.of(partition, fromOffset, toOffset, from, to, key, header, exception, text, group);
        return Answers.of(() -> switch (view) {
            case "records" ->
                records(
                        topic,
                        new Wanted(DeadLetterFilter.of(parts), RedriveParameters.flag("archived", archived)),
                        cursor,
                        limit(limit),
                        disclosure.to(user));
            case "groups" ->
                queries.groups(topic, limit(withoutFilter(parts, limit)), RedriveParameters.flag("archived", archived));
            default ->
                throw new RefusedException(
                        WebEndpointResponse.STATUS_NOT_FOUND,
                        "UNKNOWN_VIEW",
                        "A dead-letter topic has records and groups, but no " + view);
        });
    }

    /** Returns one record in full. */
    @ReadOperation
    public WebEndpointResponse<?> record(
            SecurityContext user, @Selector String topic, @Selector String partition, @Selector String offset) {
        return Answers.of(() -> new DeadLetterReports(disclosure.to(user), queries::resolution)
                .full(queries.record(DeadLetterAddress.of(topic, partition + ":" + offset))));
    }

    private record Wanted(DeadLetterFilter filter, boolean archived) {}

    private Records records(String topic, Wanted wanted, @Nullable String cursor, int limit, Disclosure.ToUser user) {
        DeadLetterFilter filter = wanted.filter();
        user.refuseToFindBy(filter);
        DeadLetterReports reports = new DeadLetterReports(user, queries::resolution);
        Page page = queries.records(
                topic,
                new Query(
                        filter,
                        reports::shown,
                        cursor,
                        limit,
                        address -> wanted.archived() || !queries.isArchived(address)));
        return new Records(
                topic,
                page.letters().stream().map(reports::brief).toList(),
                page.cursor().isEmpty() ? null : page.cursor(),
                DeadLetterCounts.scan(page.progress()));
    }

    private static @Nullable String withoutFilter(Map<String, String> parts, @Nullable String limit) {
        if (!parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "groups are those of a whole topic and have no filter, but there is " + parts.keySet());
        }
        return limit;
    }

    private static int limit(@Nullable String written) {
        if (written == null) {
            return USUAL_LIMIT;
        }
        try {
            int limit = Integer.parseInt(written);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException ignored) {
            // Told below.
        }
        throw new IllegalArgumentException("limit must be from 1 to " + MOST + ", but is '" + written + "'");
    }
}

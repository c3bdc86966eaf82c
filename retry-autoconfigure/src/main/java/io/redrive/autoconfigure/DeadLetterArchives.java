package io.redrive.autoconfigure;

import io.redrive.admin.TopicState;
import io.redrive.autoconfigure.DeadLetterArchiveReport.Changed;
import io.redrive.autoconfigure.DeadLetterArchiveReport.Decision;
import io.redrive.autoconfigure.DeadLetterArchiveReport.Topic;
import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.autoconfigure.audit.Operator;
import io.redrive.autoconfigure.audit.OperatorAction;
import io.redrive.job.ArchiveDecision;
import io.redrive.job.JobBook;
import io.redrive.run.ArchiveRequest;
import io.redrive.run.ArchiveResult;
import io.redrive.run.KafkaRedrives;
import io.redrive.run.OutcomeUnknownException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is archived, and archiving, with who did it and why. Thread-safe. */
final class DeadLetterArchives {

    private final DeadLetterStore store;
    private final DeadLetterQueries queries;
    private final KafkaRedrives redrives;
    private final AuditTrail trail;

    DeadLetterArchives(DeadLetterStore store, DeadLetterQueries queries, KafkaRedrives redrives, AuditTrail trail) {
        this.store = store;
        this.queries = queries;
        this.redrives = redrives;
        this.trail = trail;
    }

    /** Tells of all topics. */
    DeadLetterArchiveReport all(Disclosure.ToUser user) {
        return report(store.topics().values(), user);
    }

    /** Tells of one topic. */
    DeadLetterArchiveReport topic(String name, Disclosure.ToUser user) {
        return report(List.of(queries.known(name)), user);
    }

    private DeadLetterArchiveReport report(Collection<DeadLetterTopic> topics, Disclosure.ToUser user) {
        DeadLetterStore.Look look = store.look(topics);
        Map<String, Topic> reported = new TreeMap<>();
        topics.forEach(topic -> reported.put(
                topic.name(), topic(redrives.book(topic.name()), look.topics().get(topic.name()), user)));
        return new DeadLetterArchiveReport(DeadLetterReports.instant(look.asOf()), look.error(), reported);
    }

    private static Topic topic(@Nullable JobBook book, @Nullable TopicState state, Disclosure.ToUser user) {
        if (book == null) {
            return new Topic(state == null ? null : (Long) 0L, List.of());
        }
        Long archived = state == null
                ? null
                : (Long) state.partitions().entrySet().stream()
                        .mapToLong(each -> book.archived(
                                each.getKey(),
                                each.getValue().begin(),
                                each.getValue().end()))
                        .sum();
        return new Topic(
                archived,
                book.decisions().stream().map(each -> decision(each, user)).toList());
    }

    private static Decision decision(ArchiveDecision decision, Disclosure.ToUser user) {
        return new Decision(
                state(decision.archives()),
                decision.records(),
                user.selection(decision.selection()),
                decision.by(),
                decision.reason(),
                DeadLetterReports.instant(decision.at()));
    }

    /** Archives dead letters, or makes them unresolved again. */
    Changed change(ArchiveRequest request) {
        String topic = queries.known(request.selection().topic()).name();
        ArchiveResult result;
        try {
            result = queries.scanning(() -> redrives.deadLetters().archive(request));
        } catch (OutcomeUnknownException unknown) {
            trail.add(action(request, Map.of("outcome", "unknown"), Map.of()));
            throw unknown;
        }
        if (!request.dryRun()) {
            trail.add(action(request, result));
        }
        return new Changed(
                topic,
                state(request.archives()),
                result.changed(),
                result.skipped(),
                result.sample(),
                result.cursor().isEmpty() ? null : result.cursor(),
                DeadLetterCounts.scan(result.progress()));
    }

    private static OperatorAction action(ArchiveRequest request, ArchiveResult result) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("records", result.changed());
        result.skipped().forEach((why, count) -> counts.put("skipped-" + why, count));
        return action(request, Map.of(), counts);
    }

    private static OperatorAction action(ArchiveRequest request, Map<String, String> more, Map<String, Long> counts) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("topic", request.selection().topic());
        told.putAll(Payloads.hidden(request.selection().parts()));
        told.putAll(more);
        return new OperatorAction(
                new Operator(request.by(), request.reason()),
                request.archives() ? "archive-dead-letters" : "reopen-dead-letters",
                told,
                counts);
    }

    private static String state(boolean archives) {
        return archives ? "archived" : "open";
    }
}

package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.autoconfigure.audit.Operator;
import io.redrive.autoconfigure.audit.OperatorAction;
import io.redrive.run.KafkaDeadLetters;
import io.redrive.run.OutcomeUnknownException;
import io.redrive.run.PurgePlan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.jspecify.annotations.Nullable;

/** Deletes dead letters, with who did it and why. Thread-safe. */
final class DeadLetterPurges {

    private static final int CONFLICT = 409;

    private final DeadLetterQueries queries;
    private final KafkaDeadLetters letters;
    private final AuditTrail trail;

    DeadLetterPurges(DeadLetterQueries queries, KafkaDeadLetters letters, AuditTrail trail) {
        this.queries = queries;
        this.letters = letters;
        this.trail = trail;
    }

    /** Returns what would be deleted. */
    PurgePlan plan(String topic, int partition, long toOffset) {
        String name = queries.known(topic).name();
        return queries.scanning(() -> letters.planPurge(name, partition, toOffset));
    }

    /**
     * Deletes what is planned.
     *
     * @param unresolved whether also what nobody has done anything about
     */
    void purge(PurgePlan plan, boolean unresolved, Operator operator) {
        if (!unresolved && (plan.unresolved() > 0 || !plan.complete())) {
            throw new RefusedException(
                    CONFLICT,
                    "UNRESOLVED",
                    (plan.unresolved() > 0
                                    ? plan.unresolved() + " of these records are unresolved"
                                    : "So many records are more than one call may look at")
                            + "; with unresolved=true they are deleted all the same");
        }
        try {
            letters.purge(plan);
        } catch (PolicyViolationException refused) {
            throw new RefusedException(
                    CONFLICT,
                    "NOT_DELETABLE",
                    "Records of " + plan.topic() + " cannot be deleted: its cleanup.policy has no delete ("
                            + refused.getMessage() + ")");
        } catch (OutcomeUnknownException unknown) {
            trail.add(action(plan, operator, "unknown"));
            throw unknown;
        }
        trail.add(action(plan, operator, null));
    }

    private static OperatorAction action(PurgePlan plan, Operator operator, @Nullable String outcome) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("topic", plan.topic());
        told.put("partition", Integer.toString(plan.partition()));
        told.put("fromOffset", Long.toString(plan.from()));
        told.put("toOffset", Long.toString(plan.to()));
        if (!plan.complete()) {
            told.put("counted", "in part");
        }
        if (outcome != null) {
            told.put("outcome", outcome);
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("records", plan.records());
        counts.put("unresolved", plan.unresolved());
        return new OperatorAction(operator, "purge-dead-letters", told, counts);
    }
}

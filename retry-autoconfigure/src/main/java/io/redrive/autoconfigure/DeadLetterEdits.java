package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.autoconfigure.audit.Operator;
import io.redrive.autoconfigure.audit.OperatorAction;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveEdit;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.Redrives;
import io.redrive.run.KafkaRedrives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Sends single dead letters back with something changed about them, with who did it, why, and what. Thread-safe. */
final class DeadLetterEdits {

    private static final int CONFLICT = 409;

    private final DeadLetterQueries queries;
    private final KafkaRedrives known;
    private final Redrives redrives;
    private final Disclosure disclosure;
    private final AuditTrail trail;

    DeadLetterEdits(
            DeadLetterQueries queries,
            KafkaRedrives known,
            Redrives redrives,
            Disclosure disclosure,
            AuditTrail trail) {
        this.queries = queries;
        this.known = known;
        this.redrives = redrives;
        this.disclosure = disclosure;
        this.trail = trail;
    }

    /**
     * Sends a dead letter back.
     *
     * @param options with what is changed
     * @param dryRun whether nothing is sent
     * @param user what is shown to who asks
     */
    DeadLetterEditReport send(
            DeadLetterAddress address, RedriveOptions options, boolean dryRun, Disclosure.ToUser user) {
        RedriveEdit edit = Objects.requireNonNull(options.edit());
        DeadLetter letter = queries.record(address);
        refuseWhatIsResolved(address, options);
        RedriveSelection selection = RedriveSelection.records(address.topic(), List.of(address.id()));
        List<DeadLetterEditReport.Change> changes = new DeadLetterDiff(user).of(letter, edit);
        if (dryRun) {
            return new DeadLetterEditReport(
                    address.topic(),
                    address.id(),
                    changes,
                    RedriveReports.plan(address.topic(), redrives.plan(selection, options)),
                    null);
        }
        Redrive job = redrives.start(selection, options);
        trail.add(action(letter, job, edit));
        return new DeadLetterEditReport(
                address.topic(), address.id(), changes, null, new RedriveReports(user).job(job));
    }

    private void refuseWhatIsResolved(DeadLetterAddress address, RedriveOptions options) {
        String resolution = known.resolution(address.topic(), address.partition(), address.offset());
        if ("redriven".equals(resolution) && !options.again()) {
            throw new RefusedException(
                    CONFLICT,
                    "ALREADY_REDRIVEN",
                    "Record " + address.id() + " was sent back before; with again=true it is sent once more");
        }
        if ("archived".equals(resolution) && !options.archived()) {
            throw new RefusedException(
                    CONFLICT, "ARCHIVED", "Record " + address.id() + " is archived; with archived=true it is sent");
        }
    }

    private OperatorAction action(DeadLetter letter, Redrive job, RedriveEdit edit) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("job", job.id());
        told.put("topic", letter.address().topic());
        told.put("record", letter.address().id());
        // Nobody knows who reads it.
        told.putAll(new DeadLetterDiff(disclosure.toAnybody()).lines(letter, edit));
        return new OperatorAction(
                new Operator(job.options().by(), job.options().reason()), "edit-dead-letter", told, Map.of());
    }
}

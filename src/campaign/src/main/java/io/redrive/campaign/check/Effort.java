package io.redrive.campaign.check;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Delivery;
import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Ownership;
import io.redrive.campaign.load.Script;
import java.util.List;

/** No record is delivered over and over, and each is delivered and buried as it was sent. */
final class Effort implements Check {

    /** A fault can repeat each attempt, and so can what follows from it. */
    private static final int PER_ATTEMPT = 3;

    @Override
    public void examine(Case run, Findings findings) {
        // Each can make whoever has a partition give it to somebody who does not know what was done.
        int faults = run.incidents(Incident.Kind.FAULT).size() + losses(run);
        long most = 0;
        for (Acknowledged record : run.records().values()) {
            int number = Script.of(record.script()).number();
            int calls = run.calls(number).size();
            most = Math.max(most, calls);
            int bound = run.script(number).lastAttempt(run.promises().maxAttempts()) * (PER_ATTEMPT + faults);
            if (calls > bound) {
                findings.violation("over and over", number + " was delivered " + calls + " times");
            }
            run.calls(number).forEach(call -> compare(call.begun(), record, findings));
            run.dead(number).stream()
                    .filter(letter -> letter.checksum() != record.checksum())
                    .forEach(letter -> findings.violation("other bytes", number + " at " + letter.place()));
        }
        long calls = run.allCalls().count();
        findings.figure("deliveries", calls);
        findings.figure(
                "deliveries per record",
                (double) calls / Math.max(1, run.records().size()));
        findings.figure("deliveries of one record", most);
    }

    private static int losses(Case run) {
        return (int) run.evidence().instances().values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry instanceof Ownership ownership && ownership.change() == Ownership.Change.LOST)
                .count();
    }

    private static void compare(Delivery delivery, Acknowledged record, Findings findings) {
        if (delivery.subject().checksum() != record.checksum()) {
            findings.violation("other bytes", delivery.number() + " at " + delivery.place());
        }
    }
}

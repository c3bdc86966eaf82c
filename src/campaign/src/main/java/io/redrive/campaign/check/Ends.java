package io.redrive.campaign.check;

import io.redrive.campaign.journal.Delivery.Moment;
import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Parked;
import io.redrive.campaign.journal.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Every record was processed or is a dead letter, as its script has it, or was reported as parked; and nothing is left open. */
final class Ends implements Check {

    @Override
    public void examine(Case run, Findings findings) {
        Set<Place> parkedPlaces = parked(run);
        int processed = 0;
        int dead = 0;
        int parked = 0;
        List<String> missing = new ArrayList<>();
        for (int number : run.records().keySet()) {
            boolean isProcessed = run.isProcessed(number);
            boolean isDead = !run.dead(number).isEmpty();
            Place place = run.record(number).place();
            processed += isProcessed ? 1 : 0;
            dead += isDead ? 1 : 0;
            if (!isProcessed && !isDead) {
                if (parkedPlaces.contains(place)) {
                    parked++;
                } else {
                    String what = number + " at " + place + ", " + fate(run.calls(number));
                    if (waited(run.calls(number))) {
                        missing.add(what);
                    } else {
                        findings.violation("lost", what);
                    }
                }
            } else if (isDead != run.script(number).dies(run.promises().maxAttempts()) || isDead == isProcessed) {
                String end = isDead ? "is a dead letter" : "was processed";
                findings.violation(
                        "wrong end", run.script(number).text() + (isDead == isProcessed ? " both" : " " + end));
            }
        }
        if (run.records().isEmpty()) {
            findings.violation("nothing sent", "no record was acknowledged");
        }
        findings.figure("sent", run.records().size());
        findings.figure("processed", processed);
        findings.figure("dead", dead);
        findings.figure("parked", parked);
        judge(missing, run, findings);
        if (parked > 0 && !run.promises().tolerance().parked()) {
            findings.violation("parked", parked + " records");
        }
        if (parked == 0) {
            run.evidence().topics().unsettled().forEach(partition -> findings.violation("not settled", partition));
        }
    }

    /** What waited and is missing is lost, unless brokers were made to delete it and instances have told of as many records. */
    private static void judge(List<String> missing, Case run, Findings findings) {
        Told told = Told.of(run);
        boolean mayBeDeleted = run.promises().tolerance().deleted();
        boolean lost = !mayBeDeleted || missing.size() > told.deleted();
        if (lost) {
            missing.forEach(each -> findings.violation("lost", each));
        }
        if (!mayBeDeleted && told.deleted() > 0) {
            findings.violation("told without need", told.deleted() + " records were said to be deleted");
        }
        if (told.deleted() > 0 && !told.inHealth()) {
            findings.violation("not told", "no health names what was deleted");
        }
        findings.figure("deleted and told", lost ? 0 : missing.size());
        findings.figure("told as deleted", told.deleted());
        findings.figure("lost", findings.count("lost"));
    }

    /** Whether a record can have been in a retry topic. */
    private static boolean waited(List<Call> calls) {
        return calls.stream().anyMatch(call -> call.is(Moment.FAILED));
    }

    private static Set<Place> parked(Case run) {
        return run.evidence().instances().values().stream()
                .flatMap(List::stream)
                .filter(Parked.class::isInstance)
                .map((Entry entry) -> ((Parked) entry).origin())
                .collect(Collectors.toSet());
    }

    private static String fate(List<Call> calls) {
        if (calls.isEmpty()) {
            return "never delivered";
        }
        Call last = calls.get(calls.size() - 1);
        return "last attempt " + last.attempt() + " at " + last.place() + " by " + last.instance();
    }
}

package io.redrive.campaign.check;

import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Parked;
import io.redrive.campaign.journal.Place;
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
                    findings.violation("lost", number + " at " + place + ", " + fate(run.calls(number)));
                }
            } else if (isDead != run.script(number).dies(run.promises().maxAttempts()) || isDead == isProcessed) {
                String end = isDead ? "is a dead letter" : "was processed";
                findings.violation(
                        "wrong end", run.script(number).text() + (isDead == isProcessed ? " both" : " " + end));
            }
        }
        findings.figure("sent", run.records().size());
        findings.figure("processed", processed);
        findings.figure("dead", dead);
        findings.figure("parked", parked);
        findings.figure("lost", findings.count("lost"));
        if (parked > 0 && !run.promises().tolerance().parked()) {
            findings.violation("parked", parked + " records");
        }
        if (parked == 0) {
            run.evidence().topics().unsettled().forEach(partition -> findings.violation("not settled", partition));
        }
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

package io.redrive.campaign.check;

import java.util.List;

/** Decides on a run by all checks. */
final class Judge {

    private static final List<Check> CHECKS = List.of(
            new Ends(),
            new Attempts(),
            new Punctuality(),
            new Duplicates(),
            new Standstill(),
            new Effort(),
            new Footprint());

    private Judge() {}

    static Verdict judge(Promises promises, Evidence evidence) {
        Case run = new Case(promises, evidence);
        Findings findings = new Findings();
        for (Check check : CHECKS) {
            check.examine(run, findings);
        }
        return findings.verdict();
    }
}

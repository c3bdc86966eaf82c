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

    /** Deliveries that were undone are made again, as often as it takes; what counts is what they leave behind. */
    private static final List<Check> EXACTLY_ONCE =
            List.of(new Ends(), new Attempts(), new Punctuality(), new Effects(), new Standstill(), new Footprint());

    private Judge() {}

    static Verdict judge(Promises promises, Evidence evidence) {
        Case run = new Case(promises, evidence);
        Findings findings = new Findings();
        for (Check check : promises.effectsTopic() == null ? CHECKS : EXACTLY_ONCE) {
            check.examine(run, findings);
        }
        return findings.verdict();
    }
}

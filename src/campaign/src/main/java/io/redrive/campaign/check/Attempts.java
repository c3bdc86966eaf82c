package io.redrive.campaign.check;

import io.redrive.campaign.journal.Delivery.Moment;
import io.redrive.campaign.load.Script;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The attempts of each record are 1, 2 and so on, without a gap, up to the one that its script ends at, and each but the first
 * begins after the one before it has failed. An attempt may be repeated.
 */
final class Attempts implements Check {

    @Override
    public void examine(Case run, Findings findings) {
        for (int number : run.records().keySet()) {
            List<Call> calls = run.calls(number);
            Script script = run.script(number);
            Set<Integer> made = calls.stream().map(Call::attempt).collect(Collectors.toCollection(TreeSet::new));
            int highest = made.isEmpty() ? 0 : ((TreeSet<Integer>) made).last();
            int last = script.lastAttempt(run.promises().maxAttempts());
            boolean ended = run.isProcessed(number) || !run.dead(number).isEmpty();
            if (made.size() != highest || highest > last || (ended && highest != last)) {
                findings.violation("wrong attempts", script.text() + " got " + made);
            } else if (!eachFollowsAFailure(calls, highest)) {
                findings.violation("wrong attempts", script.text() + " got an attempt before the one before it failed");
            }
        }
        findings.figure("wrong attempts", findings.count("wrong attempts"));
    }

    private static boolean eachFollowsAFailure(List<Call> calls, int highest) {
        for (int attempt = 2; attempt <= highest; attempt++) {
            int current = attempt;
            long began = calls.stream()
                    .filter(call -> call.attempt() == current)
                    .mapToLong(Call::beganNanos)
                    .min()
                    .orElseThrow();
            boolean failed = calls.stream()
                    .filter(call -> call.attempt() == current - 1 && call.is(Moment.FAILED))
                    .anyMatch(
                            call -> call.ended() != null && call.ended().time().nanos() < began);
            if (!failed) {
                return false;
            }
        }
        return true;
    }
}

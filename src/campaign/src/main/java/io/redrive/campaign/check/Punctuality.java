package io.redrive.campaign.check;

import io.redrive.campaign.journal.Delivery.Moment;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * No retry is delivered before its due time by the clock of the instance that delivers it, and no due time is sooner than
 * the delay after the failure by the clock of the instance that failed.
 */
final class Punctuality implements Check {

    /** Both times were rounded down. */
    private static final long ROUNDING_MS = 1;

    @Override
    public void examine(Case run, Findings findings) {
        run.allCalls().filter(call -> call.attempt() > 1).forEach(call -> {
            long early = call.begun().dueAtMs() - call.begun().time().wallMs();
            if (early > 0) {
                findings.violation("early", describe(call) + " by " + early + " ms");
            }
            OptionalLong failed = firstFailureMs(run.calls(call.number()), call.attempt() - 1);
            if (failed.isPresent() && call.attempt() <= run.promises().maxAttempts()) {
                long earliest = failed.getAsLong() + run.promises().delayMs(call.attempt()) - ROUNDING_MS;
                if (call.begun().dueAtMs() < earliest) {
                    findings.violation(
                            "early",
                            describe(call) + " is due by "
                                    + (earliest - call.begun().dueAtMs()) + " ms too soon");
                }
            }
        });
        findings.figure("early", findings.count("early"));
        List<Long> lateness = run.allCalls()
                .filter(call -> call.attempt() > 1)
                .map(call -> call.begun().time().wallMs() - call.begun().dueAtMs())
                .sorted()
                .toList();
        findings.figure("lateness p50 ms", quantile(lateness, 0.5));
        findings.figure("lateness p99 ms", quantile(lateness, 0.99));
    }

    private static OptionalLong firstFailureMs(List<Call> calls, int attempt) {
        return calls.stream()
                .filter(call -> call.attempt() == attempt && call.is(Moment.FAILED))
                .flatMap(call -> Stream.ofNullable(call.ended()))
                .mapToLong(ended -> ended.time().wallMs())
                .min();
    }

    private static String describe(Call call) {
        return "attempt " + call.attempt() + " of " + call.number() + " at " + call.place();
    }

    private static Number quantile(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }
}

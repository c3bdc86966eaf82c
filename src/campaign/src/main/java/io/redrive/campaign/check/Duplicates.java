package io.redrive.campaign.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.redrive.campaign.journal.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An attempt is repeated only for a reason: the instance that made it could not say so in time, or the attempt before it was
 * repeated and so forwarded twice. The same goes for a second dead letter.
 */
final class Duplicates implements Check {

    @Override
    public void examine(Case run, Findings findings) {
        Excuses excuses = new Excuses(run);
        boolean any = run.promises().tolerance().duplicates() == Tolerance.Duplicates.ANY;
        int duplicates = 0;
        int beyond = 0;
        for (int number : run.records().keySet()) {
            Map<Integer, List<Call>> byAttempt = run.calls(number).stream().collect(groupingBy(Call::attempt));
            for (Map.Entry<Integer, List<Call>> attempt : byAttempt.entrySet()) {
                List<Call> calls = attempt.getValue();
                duplicates += calls.size() - 1;
                List<Call> before = byAttempt.getOrDefault(attempt.getKey() - 1, List.of());
                if (!any && calls.size() > 1 && !isExcused(calls, before, excuses)) {
                    beyond++;
                    findings.violation("repeated without need", describe(calls));
                }
            }
            int letters = run.dead(number).size();
            duplicates += Math.max(0, letters - 1);
            if (!any && letters > 1 && !isBuriedTwiceForAReason(byAttempt, excuses)) {
                beyond++;
                findings.violation("repeated without need", letters + " dead letters of " + number);
            }
        }
        findings.figure("duplicates", duplicates);
        findings.figure("duplicates beyond", beyond);
    }

    private static boolean isExcused(List<Call> calls, List<Call> before, Excuses excuses) {
        Map<Place, List<Call>> byPlace = calls.stream().collect(groupingBy(Call::place, LinkedHashMap::new, toList()));
        boolean severalCopies = byPlace.size() > 1;
        if (severalCopies && before.size() <= 1 && before.stream().noneMatch(excuses::coverForward)) {
            return false;
        }
        for (List<Call> deliveries : byPlace.values()) {
            for (int i = 1; i < deliveries.size(); i++) {
                if (!excuses.cover(deliveries.get(i - 1), deliveries.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isBuriedTwiceForAReason(Map<Integer, List<Call>> byAttempt, Excuses excuses) {
        List<Call> last = byAttempt.entrySet().stream()
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(List.of());
        return last.size() > 1 || last.stream().anyMatch(excuses::coverForward);
    }

    private static String describe(List<Call> calls) {
        StringBuilder text = new StringBuilder(
                "attempt " + calls.get(0).attempt() + " of " + calls.get(0).number());
        calls.forEach(
                call -> text.append(", at ").append(call.place()).append(" by ").append(call.instance()));
        return text.toString();
    }
}

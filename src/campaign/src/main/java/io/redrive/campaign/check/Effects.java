package io.redrive.campaign.check;

import java.util.HashMap;
import java.util.Map;

/**
 * As a reader of committed data sees it, a record that was processed has left its effect once, one that is a dead letter none,
 * and there is one dead letter of it.
 */
final class Effects implements Check {

    @Override
    public void examine(Case run, Findings findings) {
        Map<Integer, Integer> effects = new HashMap<>();
        run.evidence().topics().effects().forEach(number -> effects.merge(number, 1, Integer::sum));
        int lost = 0;
        int duplicate = 0;
        for (int number : run.records().keySet()) {
            int dead = run.dead(number).size();
            int has = effects.getOrDefault(number, 0);
            int due = dead == 0 ? 1 : 0;
            lost += Math.max(0, due - has);
            duplicate += Math.max(0, has - due) + Math.max(0, dead - 1);
            if (has != due || dead > 1) {
                findings.violation(
                        has < due ? "lost effects" : "duplicate effects",
                        "%d effects and %d dead letters of %s"
                                .formatted(has, dead, run.script(number).text()));
            }
        }
        findings.figure("effects", run.evidence().topics().effects().size());
        findings.figure("lost effects", lost);
        findings.figure("duplicate effects", duplicate);
    }
}

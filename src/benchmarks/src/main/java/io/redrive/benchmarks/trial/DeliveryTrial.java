package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestant.Kind;
import io.redrive.benchmarks.measure.Run;
import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.Locale;

/**
 * How fast, and how punctually, a system gets through records.
 *
 * @param workload the records
 */
public record DeliveryTrial(Workload workload) implements Trial {

    @Override
    public String id() {
        return workload.id();
    }

    @Override
    public String heading() {
        String arrival = workload.arrival() instanceof Arrival.Live live
                ? String.format(Locale.ROOT, ", %,.0f per second", live.perSecond())
                : "";
        return String.format(
                Locale.ROOT, "%s: %s (%,d records%s)", id(), workload.title(), workload.records(), arrival);
    }

    @Override
    public boolean takes(Contestant contestant) {
        return contestant.kind() != Kind.WITHOUT_RETRIES || !workload.failures().any();
    }

    @Override
    public Findings run(Contestant contestant, Ground ground) throws InterruptedException {
        Duration delays = workload.failures().allDelays().multipliedBy(2);
        Duration limit = delays.compareTo(ground.limit()) > 0 ? delays : ground.limit();
        Run run = new Delivery(contestant, workload, ground, limit).run();
        return new Findings(run.metrics(workload), run.allLateness());
    }
}

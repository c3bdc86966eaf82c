package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.broker.Topics;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.contestant.Course;
import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.workload.Failing;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What listeners cost that have nothing to do. The instance that is measured is the second one: the first has created the
 * topics.
 *
 * @param id short name
 * @param listeners how many listeners there are, each with three retry topics
 * @param deadLetterHandlers whether each has a handler of dead letters
 */
public record FootprintTrial(String id, int listeners, boolean deadLetterHandlers) implements Trial {

    private static final int LEVELS = 3;

    private static final Metric FIRST_START = Metric.of("first start", "s");
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Failures FAILURES =
            new Failures(new Failing.Nobody(), 0, LEVELS + 1, Duration.ofSeconds(1), 2);
    private static final Listener NOTHING_COMES = (record, attempt, dueAtMs) -> {};

    @Override
    public String heading() {
        return id + ": cost of " + listeners + " listeners with " + LEVELS + " retry topics each, "
                + (deadLetterHandlers ? "and handlers of dead letters" : "no handlers of dead letters");
    }

    @Override
    public boolean takes(Contestant contestant) {
        return switch (contestant.kind()) {
            case LIMIT -> false;
            case WITHOUT_RETRIES -> !deadLetterHandlers;
            case REDRIVE -> true;
            case ALTERNATIVE -> contestant.name().equals(Contestants.SPRING);
        };
    }

    @Override
    public Findings run(Contestant contestant, Ground ground) throws InterruptedException {
        String run = ground.nextRun(contestant.name());
        String prefix = id + "-" + run;
        List<String> names =
                IntStream.range(0, listeners).mapToObj(i -> prefix + "-" + i).toList();
        try (var topics = new Topics(ground.bootstrapServers())) {
            topics.create(names, Workload.PARTITIONS);
            try {
                return measured(
                        contestant,
                        new Course(ground.bootstrapServers(), names, FAILURES, NOTHING_COMES, run, deadLetterHandlers));
            } finally {
                topics.deleteStartingWith(prefix);
            }
        }
    }

    private static Findings measured(Contestant contestant, Course course) throws InterruptedException {
        var first = Timed.start(contestant, course);
        first.stop();
        var second = Timed.start(contestant, course);
        double idle = Timed.cpuPercent(IDLE);
        var metrics = new LinkedHashMap<Metric, Double>(second.footprint().metrics());
        metrics.put(Metric.IDLE_CPU, idle);
        metrics.put(Metric.STOP, second.stop());
        metrics.put(FIRST_START, first.startSeconds());
        metrics.put(Metric.START, second.startSeconds());
        return Findings.of(metrics);
    }
}

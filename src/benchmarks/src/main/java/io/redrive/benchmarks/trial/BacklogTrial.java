package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.broker.Topics;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestant.Kind;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.contestant.Course;
import io.redrive.benchmarks.contestant.RetryHeaders;
import io.redrive.benchmarks.measure.Footprint;
import io.redrive.benchmarks.measure.Metric;
import io.redrive.benchmarks.measure.Tally;
import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Failing;
import io.redrive.benchmarks.workload.Failures;
import io.redrive.benchmarks.workload.Loader;
import io.redrive.benchmarks.workload.Payload;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a backlog costs that is due in an hour: the same instance is started and stopped with an empty retry topic and with a
 * full one. The records are written to the retry topic as a forward would be.
 *
 * @param records how many wait
 * @param settling how long an instance gets to read ahead, and for how long it is then watched
 * @param starts how many instances are started with either topic, two at least; the last of them is looked at
 */
public record BacklogTrial(int records, Duration settling, int starts) implements Trial {

    /** Heap that the waiting records occupy, with all that belongs to them. */
    public static final Metric BACKLOG_HEAP = Metric.of("heap for the backlog", "MiB");
    /** Start with a backlog by the start without one. */
    public static final Metric START_RATIO = Metric.of("start, by that without a backlog", "ratio");
    /** Stop with a backlog by the stop without one. */
    public static final Metric STOP_RATIO = Metric.of("stop, by that without a backlog", "ratio");

    private static final Duration DELAY = Duration.ofHours(1);

    /** A stop waits for the fetch that is under way, half a second at most; all are stopped at the same point of it. */
    private static final Duration BEFORE_STOP = Duration.ofMillis(700);

    @Override
    public String id() {
        return "W8";
    }

    @Override
    public String heading() {
        return String.format(Locale.ROOT, "W8: backlog, %,d records wait for an hour", records);
    }

    @Override
    public boolean takes(Contestant contestant) {
        return contestant.kind() != Kind.WITHOUT_RETRIES && !contestant.name().equals(Contestants.UNVERIFIED);
    }

    @Override
    public Findings run(Contestant contestant, Ground ground) throws InterruptedException {
        var failures = Failures.once(new Failing.Everyone(), DELAY);
        var tally = new Tally(new Workload(id(), "backlog", records, failures, new Arrival.Preloaded()));
        String run = ground.nextRun(contestant.name());
        String topic = id() + "-" + run;
        var course = new Course(ground.bootstrapServers(), topic, failures, tally, run);
        try (var topics = new Topics(ground.bootstrapServers())) {
            topics.create(topic, Workload.PARTITIONS);
            try {
                Timed.start(contestant, course).stop();
                var empty = instances(contestant, course);
                load(ground, topics, topic);
                var full = instances(contestant, course);
                return findings(empty, full, tally);
            } finally {
                topics.deleteStartingWith(topic);
            }
        }
    }

    private Instances instances(Contestant contestant, Course course) throws InterruptedException {
        double[] startSeconds = new double[starts];
        double[] stopSeconds = new double[starts - 1];
        for (int i = 0; i < starts - 1; i++) {
            Timed timed = Timed.start(contestant, course);
            startSeconds[i] = timed.startSeconds();
            Thread.sleep(BEFORE_STOP.toMillis());
            stopSeconds[i] = timed.stop();
        }
        Timed last = Timed.start(contestant, course);
        startSeconds[starts - 1] = last.startSeconds();
        Thread.sleep(settling.toMillis());
        double cpuPercent = Timed.cpuPercent(settling);
        Footprint footprint = last.footprint();
        last.stop();
        return new Instances(Instances.median(startSeconds), footprint, cpuPercent, Instances.median(stopSeconds));
    }

    private static Findings findings(Instances empty, Instances full, Tally tally) {
        var metrics = new LinkedHashMap<Metric, Double>();
        metrics.put(Metric.HEAP, full.footprint.heapMebibytes());
        metrics.put(BACKLOG_HEAP, full.footprint.heapMebibytes() - empty.footprint.heapMebibytes());
        metrics.put(Metric.IDLE_CPU, full.cpuPercent);
        metrics.put(Metric.START, full.startSeconds);
        metrics.put(START_RATIO, full.startSeconds / empty.startSeconds);
        metrics.put(Metric.STOP, full.stopSeconds);
        metrics.put(STOP_RATIO, full.stopSeconds / empty.stopSeconds);
        metrics.put(Metric.EARLY, (double) tally.run().early());
        return Findings.of(metrics);
    }

    private void load(Ground ground, Topics topics, String topic) throws InterruptedException {
        List<String> retryTopics = topics.startingWith(topic + "-").stream()
                .filter(name -> !name.endsWith("-dlt"))
                .toList();
        if (retryTopics.size() != 1) {
            throw new IllegalStateException("One retry topic was expected, not " + retryTopics);
        }
        String retryTopic = retryTopics.get(0);
        int partitions = topics.partitions(retryTopic);
        long now = System.currentTimeMillis();
        long dueAtMs = now + DELAY.toMillis();
        new Loader(ground.bootstrapServers())
                .load(
                        records,
                        record -> new ProducerRecord<>(
                                retryTopic,
                                record % partitions,
                                Payload.key(record),
                                Payload.value(record),
                                RetryHeaders.waiting(topic, record % partitions, record, now, dueAtMs)));
    }

    /** What several instances took, by the median, and what the last of them held. */
    private record Instances(double startSeconds, Footprint footprint, double cpuPercent, double stopSeconds) {

        private static double median(double... values) {
            return DoubleStream.of(values)
                    .sorted()
                    .skip(values.length / 2)
                    .findFirst()
                    .orElseThrow();
        }
    }
}

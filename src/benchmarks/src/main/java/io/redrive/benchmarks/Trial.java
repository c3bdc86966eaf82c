package io.redrive.benchmarks;

import io.redrive.benchmarks.broker.Topics;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Course;
import io.redrive.benchmarks.measure.Run;
import io.redrive.benchmarks.measure.Tally;
import io.redrive.benchmarks.workload.Arrival;
import io.redrive.benchmarks.workload.Loader;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;

/** Lets one system run one workload once, on topics that did not exist before and do not afterwards. */
final class Trial {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private int count;

    Trial(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Runs until every record has succeeded, or until it takes too long. */
    Run run(Contestant contestant, Workload workload) throws InterruptedException {
        count++;
        String topic = workload.id() + "-" + contestant.name() + "-" + count;
        var tally = new Tally(workload);
        try (var topics = new Topics(bootstrapServers)) {
            topics.create(topic, Workload.PARTITIONS);
            try {
                consume(contestant, new Course(bootstrapServers, topic, workload, tally), tally);
            } finally {
                topics.deleteStartingWith(topic);
            }
        }
        return tally.run();
    }

    private void consume(Contestant contestant, Course course, Tally tally) throws InterruptedException {
        var loader = new Loader(bootstrapServers);
        boolean live = course.workload().arrival() instanceof Arrival.Live;
        if (!live) {
            loader.load(course.topic(), course.workload());
        }
        // What loading left behind is not to be collected at the expense of the system.
        System.gc();
        var running = contestant.start(course);
        try (running) {
            if (live) {
                loader.load(course.topic(), course.workload());
            }
            tally.awaitAll(LIMIT);
        }
    }
}

package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.broker.Topics;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Course;
import io.redrive.benchmarks.measure.Run;
import io.redrive.benchmarks.measure.Tally;
import io.redrive.benchmarks.workload.Loader;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.List;

/**
 * One system gets through the records of one workload, once. All topics are new and are deleted afterwards; only a topic of
 * which every system reads the same, and which nothing is forwarded from, is loaded once for all.
 */
final class Delivery {

    private static final long DEAD_LETTER_CHECK_MS = 20;

    private final Contestant contestant;
    private final Workload workload;
    private final Ground ground;
    private final Duration limit;
    private final String run;
    private final String topic;
    private final Tally tally;

    Delivery(Contestant contestant, Workload workload, Ground ground, Duration limit) {
        this.contestant = contestant;
        this.workload = workload;
        this.ground = ground;
        this.limit = limit;
        this.run = ground.nextRun(contestant.name());
        this.topic = workload.id() + "-" + (isShared() ? workload.records() : run);
        this.tally = new Tally(workload);
    }

    /** Runs until every record has come to its end, or until it takes too long. */
    Run run() throws InterruptedException {
        try (var topics = new Topics(ground.bootstrapServers())) {
            boolean load = !isShared() || !topics.exists(topic);
            if (load) {
                topics.create(topic, Workload.PARTITIONS);
            }
            if (load && !workload.live()) {
                new Loader(ground.bootstrapServers()).load(topic, workload);
            }
            try {
                consume(topics);
                return tally.run();
            } finally {
                topics.deleteStartingWith(isShared() ? topic + "-" : topic);
            }
        }
    }

    private boolean isShared() {
        return !workload.live() && !workload.failures().any();
    }

    private void consume(Topics topics) throws InterruptedException {
        // What loading left behind is not to be collected at the expense of the system.
        System.gc();
        var course = new Course(ground.bootstrapServers(), topic, workload.failures(), tally, run);
        var running = contestant.start(course);
        try (running) {
            if (workload.live()) {
                new Loader(ground.bootstrapServers()).load(topic, workload, tally::sendsStart);
            }
            awaitEnd(topics);
        }
        if (workload.failures().deadly()) {
            tally.deadLetters(topics.written(deadLetterTopics(topics)));
        }
    }

    private void awaitEnd(Topics topics) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean ended = tally.awaitAll(limit);
        if (ended && workload.failures().deadly()) {
            List<String> deadLetters = deadLetterTopics(topics);
            while (topics.written(deadLetters) < workload.failing() && System.nanoTime() < deadline) {
                Thread.sleep(DEAD_LETTER_CHECK_MS);
            }
            ended = System.nanoTime() < deadline;
            tally.endedNow();
        }
        if (!ended) {
            tally.stop();
        }
    }

    private List<String> deadLetterTopics(Topics topics) {
        return topics.startingWith(topic).stream()
                .filter(name -> name.endsWith("-dlt"))
                .toList();
    }
}

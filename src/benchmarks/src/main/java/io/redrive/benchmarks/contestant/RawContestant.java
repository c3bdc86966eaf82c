package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.broker.Topics;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The same durable work with nothing but Kafka's clients: what any retry system on Kafka could reach at best. It has a thread
 * for the main topic and one for each delay, and knows nothing of rebalances, malformed records or outages.
 */
final class RawContestant implements Contestant {

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public Kind kind() {
        return Kind.LIMIT;
    }

    @Override
    public Running start(Course course) throws InterruptedException {
        Set<String> retryTopics = new LinkedHashSet<>();
        for (int attempt = 2; attempt <= course.failures().attempts(); attempt++) {
            Duration delay = course.failures().delayBefore(attempt);
            retryTopics.add(RawForwarder.retryTopic(course, delay));
        }
        try (var topics = new Topics(course.bootstrapServers())) {
            for (String topic : retryTopics) {
                topics.createUnlessExists(topic, Workload.PARTITIONS);
            }
            topics.createUnlessExists(RawForwarder.deadLetterTopic(course), Workload.PARTITIONS);
        }
        List<RawThread> threads = new ArrayList<>();
        threads.add(RawThread.start(course, course.topic(), consumer -> new RawMainLoop(consumer, course)));
        for (String topic : retryTopics) {
            threads.add(RawThread.start(course, topic, consumer -> new RawRetryLoop(consumer, course)));
        }
        return () -> threads.forEach(RawThread::close);
    }
}

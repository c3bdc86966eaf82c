package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.broker.Topics;
import io.redrive.benchmarks.workload.Workload;
import java.util.List;

/**
 * The same durable work with nothing but Kafka's clients: what any retry system on Kafka could reach at best. It knows one
 * delay and one attempt, and nothing of rebalances, malformed records or outages.
 */
final class RawContestant implements Contestant {

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public boolean takes(Workload workload) {
        return true;
    }

    @Override
    public Running start(Course course) throws InterruptedException {
        String retryTopic = course.topic() + "-retry";
        try (var topics = new Topics(course.bootstrapServers())) {
            topics.create(retryTopic, Workload.PARTITIONS);
        }
        var retry = RawThread.start(course, retryTopic, consumer -> new RawRetryLoop(consumer, course.listener()));
        var main = RawThread.start(course, course.topic(), consumer -> new RawMainLoop(consumer, course, retryTopic));
        return () -> List.of(main, retry).forEach(RawThread::close);
    }
}

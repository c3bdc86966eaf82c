package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Keeps what it polls from a retry topic until it is due, forwards what fails again, and polls exactly until the next is due. */
final class RawRetryLoop implements RawLoop {

    private static final int PAUSE_ABOVE = 10_000;
    private static final int RESUME_BELOW = 5_000;
    private static final long IDLE_MS = 500;
    private static final long ACKNOWLEDGEMENTS_OUTSTANDING_MS = 10;

    private final Consumer<byte[], byte[]> consumer;
    private final Listener listener;
    private final RawForwarder forwarder;
    private final Commits commits;
    private final Map<TopicPartition, DueRecords> kept = new HashMap<>();
    private boolean outstanding;

    RawRetryLoop(Consumer<byte[], byte[]> consumer, Course course) {
        this.consumer = consumer;
        this.listener = course.listener();
        this.forwarder = new RawForwarder(course);
        this.commits = new Commits(consumer);
    }

    @Override
    public void run() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(untilNextDue());
        for (TopicPartition partition : records.partitions()) {
            DueRecords queue = kept.computeIfAbsent(partition, first -> new DueRecords());
            records.records(partition).forEach(queue::keep);
            if (queue.size() > PAUSE_ABOVE && !queue.paused()) {
                queue.paused(true);
                consumer.pause(List.of(partition));
            }
        }
        kept.forEach((partition, queue) -> {
            queue.deliverDue(listener, forwarder);
            if (queue.paused() && queue.size() < RESUME_BELOW) {
                queue.paused(false);
                consumer.resume(List.of(partition));
            }
        });
        noteAcknowledged();
        commits.send();
    }

    @Override
    public void end() {
        forwarder.close();
        noteAcknowledged();
        commits.sendAndWait();
    }

    private void noteAcknowledged() {
        outstanding = false;
        kept.forEach((partition, queue) -> {
            commits.done(partition, queue.prefix().end());
            outstanding |= queue.prefix().hasOutstanding();
        });
    }

    private Duration untilNextDue() {
        long now = System.currentTimeMillis();
        long wait = outstanding ? ACKNOWLEDGEMENTS_OUTSTANDING_MS : IDLE_MS;
        for (DueRecords queue : kept.values()) {
            wait = Math.min(wait, queue.nextDueAtMs() - now);
        }
        return Duration.ofMillis(Math.max(wait, 0));
    }
}

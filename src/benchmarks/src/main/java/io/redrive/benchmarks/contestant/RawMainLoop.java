package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.measure.ListenerFailure;
import io.redrive.benchmarks.workload.Payload;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Delivers the main topic, forwards what fails without waiting, and commits what has been acknowledged. */
final class RawMainLoop implements RawLoop {

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration ACKNOWLEDGEMENTS_OUTSTANDING = Duration.ofMillis(10);

    private final Consumer<byte[], byte[]> consumer;
    private final Listener listener;
    private final RawForwarder forwarder;
    private final Commits commits;
    private final Map<TopicPartition, AckedPrefix> prefixes = new HashMap<>();
    private boolean outstanding;

    RawMainLoop(Consumer<byte[], byte[]> consumer, Course course) {
        this.consumer = consumer;
        this.listener = course.listener();
        this.forwarder = new RawForwarder(course);
        this.commits = new Commits(consumer);
    }

    @Override
    public void run() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(outstanding ? ACKNOWLEDGEMENTS_OUTSTANDING : IDLE);
        for (TopicPartition partition : records.partitions()) {
            AckedPrefix prefix = prefixes.computeIfAbsent(partition, first -> new AckedPrefix());
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                deliver(record, prefix);
            }
        }
        noteAcknowledged();
        commits.send();
    }

    @Override
    public void end() {
        forwarder.close();
        noteAcknowledged();
        commits.sendAndWait();
    }

    private void deliver(ConsumerRecord<byte[], byte[]> record, AckedPrefix prefix) {
        try {
            listener.deliver(Payload.recordOf(record.key()), Listener.FIRST, 0);
            prefix.processed(record.offset());
        } catch (ListenerFailure failure) {
            forwarder.forward(record, Listener.FIRST, prefix);
        }
    }

    private void noteAcknowledged() {
        outstanding = false;
        prefixes.forEach((partition, prefix) -> {
            commits.done(partition, prefix.end());
            outstanding |= prefix.hasOutstanding();
        });
    }
}

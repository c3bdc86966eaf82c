package io.redrive.benchmarks.micro;

import io.redrive.benchmarks.contestant.RetryHeaders;
import io.redrive.consume.TopicRole;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a record costs that waits in a retry topic, and is processed when it is due. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WaitingBenchmark {

    private static final int RECORDS = 500;
    private static final TopicPartition PARTITION = new TopicPartition(Rig.RETRY_TOPIC, 0);

    private final Rig rig = new Rig(TopicRole.RETRY, List.of(PARTITION), RECORDS);
    private final Headers headers = RetryHeaders.waiting(Rig.MAIN_TOPIC, 0, 0, 0, 0);
    private final Batch batch = new Batch(PARTITION, RECORDS, headers);

    /** Takes one record in that is not due, keeps it, hands it out when it is, and settles it. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int keepAndRelease() {
        RetryHeaders.write(headers, 2, rig.nowMs() + Rig.DELAY.toMillis());
        rig.inner.feed(batch.next());
        int early = rig.consumer.poll(Duration.ZERO).count();
        rig.pass(Rig.DELAY);
        ConsumerRecords<String, String> records = rig.consumer.poll(Duration.ZERO);
        for (ConsumerRecord<String, String> record : records) {
            rig.consumer.deliveries().begins(record);
            rig.consumer.deliveries().ended(record);
        }
        rig.consumer.commitAsync(batch.processed(), null);
        return records.count() - early;
    }
}

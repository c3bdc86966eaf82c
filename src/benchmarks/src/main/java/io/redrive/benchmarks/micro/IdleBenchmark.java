package io.redrive.benchmarks.micro;

import io.redrive.benchmarks.contestant.RetryHeaders;
import io.redrive.consume.TopicRole;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a poll costs while records wait on every one of many partitions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class IdleBenchmark {

    private static final List<TopicPartition> PARTITIONS = IntStream.range(0, 1_000)
            .mapToObj(partition -> new TopicPartition(Rig.RETRY_TOPIC, partition))
            .toList();

    private final Rig rig = new Rig(TopicRole.RETRY, PARTITIONS, 500);

    /** Has every partition keep a record that never becomes due, because the clock stands still. */
    public IdleBenchmark() {
        for (TopicPartition partition : PARTITIONS) {
            var headers = RetryHeaders.waiting(Rig.MAIN_TOPIC, partition.partition(), 0, 0, Rig.DELAY.toMillis());
            rig.inner.feed(new Batch(partition, 1, headers).next());
            rig.consumer.poll(Duration.ZERO);
        }
    }

    /** Polls once; nothing is due and nothing new comes. */
    @Benchmark
    public int pollWithNothingDue() {
        return rig.consumer.poll(Duration.ZERO).count();
    }
}

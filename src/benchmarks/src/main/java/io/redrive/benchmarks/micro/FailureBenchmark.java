package io.redrive.benchmarks.micro;

import io.redrive.benchmarks.workload.Payload;
import io.redrive.consume.TopicRole;
import io.redrive.header.ControlHeaders;
import io.redrive.header.Diagnostics;
import io.redrive.header.ExceptionText;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.route.RetryRouter;
import io.redrive.route.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a failed record costs. The exceptions are there already: making them is not the engine's work. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FailureBenchmark {

    private static final int RECORDS = 500;
    private static final TopicPartition PARTITION = new TopicPartition(Rig.MAIN_TOPIC, 0);

    private final RuntimeException failure = new IllegalStateException("The gateway does not answer");
    private final RuntimeException wrapper = new IllegalStateException("Listener failed", failure);
    private final RandomGenerator random = new Random(1);
    private final RetryRouter router = Rig.router();
    private final Headers consumed = new RecordHeaders();
    private final byte[] key = Payload.key(1);
    private final byte[] value = Payload.value(1);
    private final Rig rig = new Rig(TopicRole.MAIN, List.of(PARTITION), RECORDS);
    private final Batch batch = new Batch(PARTITION, RECORDS, new RecordHeaders());
    private long offset;

    /** Decides where one failed record goes, and writes what is sent there. */
    @Benchmark
    public ProducerRecord<byte[], byte[]> routeAndEncode() {
        Routing.RetryAt next = (Routing.RetryAt) router.afterFailure(1, 0, failure, 0, random);
        var origin = new Origin(Rig.MAIN_TOPIC, 0, offset++, 0, TimestampType.CREATE_TIME);
        var control = new ControlHeaders.Valid(next.attempt(), next.dueAtMs(), 0);
        var diagnostics = Diagnostics.of(wrapper, failure, ExceptionText.MESSAGE);
        List<Header> headers = RetryHeaderCodec.encodeCompact(consumed, control, origin, "settlement", diagnostics, 0L);
        return new ProducerRecord<>(Rig.RETRY_TOPIC, 0, 0L, key, value, headers);
    }

    /** Takes one record in, hands it out, takes its failure, forwards it, and settles it when that is acknowledged. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int fromPollToCommit() {
        rig.pass(Duration.ofMillis(20));
        rig.inner.feed(batch.next());
        ConsumerRecords<String, String> records = rig.consumer.poll(Duration.ZERO);
        for (ConsumerRecord<String, String> record : records) {
            rig.consumer.deliveries().failed(record, wrapper, failure);
        }
        rig.consumer.commitAsync(batch.processed(), null);
        return records.count();
    }
}

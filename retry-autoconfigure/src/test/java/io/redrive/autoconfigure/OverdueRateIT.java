package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.springframework.kafka.annotation.KafkaListener;

/** A dependency that hangs for a while, and what comes when it answers again. */
class OverdueRateIT {

    private static final int RATE = 100;
    private static final int RECORDS = 500;
    private static final int PARTITIONS = 3;
    private static final long TOLERANCE_MS = 5_000;
    /** A tenth of a second's worth for its only consumer, another for having waited, and what a busy machine delays. */
    private static final int SLACK = 30;

    @Test
    void aDependencyThatIsBackGetsWhatIsOverdueAtTheRateAndWhatIsOnTimeAtOnce(TestReporter reporter) {
        // given
        TestBroker.createTopic("healed", PARTITIONS);
        try (TestApp app = TestApp.start(
                Healed.class,
                "redrive.listeners.healed.overdue-rate=" + RATE,
                "redrive.listeners.healed.concurrency=1")) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                records.add(new ProducerRecord<>("healed", i % PARTITIONS, null, bytes("waiting " + i)));
            }
            TestBroker.sendAll(records);
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("healed-healed-retry-1")).isEqualTo(RECORDS));
            Healed listener = app.bean(Healed.class);
            await().pollDelay(Duration.ofMillis(TOLERANCE_MS + 1_500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> true);

            // when
            listener.dependency.countDown();
            long healedAtMs = System.currentTimeMillis();
            TestApp.eventually(() -> assertThat(app.bean(MeterRegistry.class)
                            .get("redrive.held.back.records")
                            .tag("listener", "healed")
                            .gauge()
                            .value())
                    .isBetween(1.0, (double) RECORDS));
            List.of("fresh 1", "fresh 2", "fresh 3").forEach(value -> TestBroker.send("healed", value));
            TestApp.eventually(() -> assertThat(retries(app)).hasSize(RECORDS + 3));

            // then
            List<Delivery> overdue = retries(app).stream()
                    .filter(each -> each.lateMs() > TOLERANCE_MS)
                    .sorted(Comparator.comparingLong(Delivery::atMs))
                    .toList();
            long[] times = overdue.stream().mapToLong(Delivery::atMs).toArray();
            long lastMs = times[times.length - 1] - healedAtMs;
            reporter.publishEntry(Map.of(
                    "overdue", String.valueOf(overdue.size()),
                    "most in a second", String.valueOf(mostWithin(times, 1_000)),
                    "ms until the last", String.valueOf(lastMs)));
            assertThat(overdue).hasSizeGreaterThan(RECORDS - 10);
            assertThat(mostWithin(times, 1_000)).isLessThanOrEqualTo(RATE + SLACK);
            assertThat(mostWithin(times, 3_000)).isLessThanOrEqualTo(3 * RATE + SLACK);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int of = partition;
                assertThat(overdue.stream().filter(each -> each.place().partition() == of))
                        .as("partition %s", partition)
                        .hasSizeGreaterThan(RECORDS / PARTITIONS - 10)
                        .isSortedAccordingTo(Comparator.comparingLong(Delivery::dueAtMs));
            }
            List<Delivery> fresh = retries(app).stream()
                    .filter(each -> each.value().toString().startsWith("fresh"))
                    .toList();
            assertThat(fresh)
                    .hasSize(3)
                    .allSatisfy(each -> assertThat(each.lateMs()).isLessThan(TOLERANCE_MS))
                    .allSatisfy(each -> assertThat(each.atMs())
                            .as("overtakes what is held back")
                            .isLessThan(times[times.length - 1]));
            app.verify();
        }
    }

    private static List<Delivery> retries(TestApp app) {
        return app.journal().all().stream().filter(each -> each.attempt() > 1).toList();
    }

    private static long mostWithin(long[] times, long millis) {
        return LongStream.of(times)
                .map(from -> LongStream.of(times)
                        .filter(each -> each >= from && each < from + millis)
                        .count())
                .max()
                .orElse(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static class Healed {

        private final Journal journal;
        private final CountDownLatch dependency = new CountDownLatch(1);

        Healed(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "healed", topics = "healed", groupId = "healed")
        @KafkaRetry(attempts = "2", delay = "500ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (RetryHeaders.attempt(record.headers(), 1) == 1) {
                    throw new IllegalStateException("the dependency is down");
                }
                if (!dependency.await(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("it never came back");
                }
            });
        }
    }
}

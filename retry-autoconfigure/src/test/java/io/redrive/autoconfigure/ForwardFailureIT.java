package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class ForwardFailureIT {

    private static final int COUNT = 20;
    private static final String[] IMPATIENT_GROUP = {
        "spring.kafka.consumer.properties.max.poll.interval.ms=6000",
        "spring.kafka.consumer.properties.session.timeout.ms=15000",
        "spring.kafka.consumer.properties.heartbeat.interval.ms=500"
    };

    @Test
    void losesNothingAndRunsNoListenerAgainWhileForwardsFailForLongerThanAGroupWaitsForAPoll() {
        // given
        List<String> topics = List.of("times-out", "throws", "no-metadata");
        topics.forEach(topic -> TestBroker.createTopic(topic, 1));
        try (TestApp app =
                TestApp.start(List.of(Listeners.class, Producers.class, Rebalances.class), IMPATIENT_GROUP)) {
            TestApp.eventually(
                    () -> assertThat(app.bean(Rebalances.class).assigned()).hasSize(6));
            Producers producers = app.bean(Producers.class);
            producers.fail("times-out-impatient", Producers.Fault.TIMES_OUT);
            producers.fail("throws-impatient", Producers.Fault.THROWS);
            producers.fail("no-metadata-impatient", Producers.Fault.HAS_NO_METADATA);

            // when
            for (String topic : topics) {
                IntStream.range(0, COUNT).forEach(i -> TestBroker.send(topic, topic + " " + i));
            }
            await().during(Duration.ofSeconds(12))
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> app.journal().all().size() <= 3 * COUNT);

            // then
            assertThat(app.journal().deliveredTwice()).isEmpty();
            assertThat(app.journal().all()).extracting(Delivery::attempt).containsOnly(1);
            topics.forEach(topic -> {
                assertThat(app.journal().from(topic)).isNotEmpty();
                assertThat(TestBroker.count(topic + "-impatient-retry-1")).isZero();
                assertThat(TestBroker.committed("impatient", topic).values()).allMatch(offset -> offset == 0);
            });
            producers.heal();
            TestApp.eventually(() -> topics.forEach(topic ->
                    assertThat(app.journal().from(topic + "-impatient-retry-1")).hasSize(COUNT)));
            topics.forEach(topic -> {
                assertThat(app.journal().from(topic)).hasSize(2 * COUNT);
                assertThat(TestBroker.count(topic + "-impatient-dlt")).isZero();
            });
            app.verify();
            assertThat(app.bean(Rebalances.class).assigned()).hasSize(6);
            assertThat(app.bean(Rebalances.class).taken()).isEmpty();
        }
    }

    @Test
    void doesNotLoseItsPlaceInTheGroupWhileDelaysAndForwardsTakeLongerThanAGroupWaitsForAPoll() {
        // given
        TestBroker.createTopic("slow", 2);
        try (TestApp app = TestApp.start(List.of(Slow.class, Producers.class, Rebalances.class), IMPATIENT_GROUP)) {
            TestApp.eventually(
                    () -> assertThat(app.bean(Rebalances.class).assigned()).hasSize(4));
            app.bean(Producers.class).fail("slow-impatient", Producers.Fault.IS_SLOW);

            long begun = Stalls.mark();

            // when
            IntStream.range(0, COUNT).forEach(i -> TestBroker.send("slow", "slow " + i));

            // then
            TestApp.eventually(
                    () -> assertThat(app.journal().from("slow-impatient-retry")).hasSize(COUNT));
            assertThat(app.journal().from("slow-impatient-retry"))
                    .allSatisfy(each -> assertThat(each.lateMs()).isBetween(0L, 3_000L + Stalls.sinceMs(begun)));
            app.verify();
            assertThat(app.bean(Rebalances.class).assigned()).hasSize(4);
            assertThat(app.bean(Rebalances.class).taken()).isEmpty();
        }
    }

    static class Listeners {

        private final Journal journal;

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(
                id = "failing",
                topics = {"times-out", "throws", "no-metadata"},
                groupId = "impatient")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnce(journal, record);
        }
    }

    static class Slow {

        private final Journal journal;

        Slow(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "slow", topics = "slow", groupId = "impatient")
        @KafkaRetry(attempts = "2", delay = "10s")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnce(journal, record);
        }
    }

    private static void failOnce(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (!record.topic().contains("-retry")) {
                throw new IllegalStateException("no good yet");
            }
        });
    }
}

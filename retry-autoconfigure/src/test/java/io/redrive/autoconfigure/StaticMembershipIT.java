package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.listener.MessageListenerContainer;

class StaticMembershipIT {

    private static final int COUNT = 40;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void keepsItsPartitionsAndWhatWaitsInThemWhileAStaticMemberIsRestarted(String protocol) {
        // given
        String topic = "static-" + protocol;
        TestBroker.createTopic(topic, 4);
        List<String> values =
                IntStream.range(0, COUNT).mapToObj(i -> "bad " + i).toList();
        int before;
        List<String> takenFromTheOther;
        try (TestApp other = start(topic, protocol, "other")) {
            try (TestApp app = start(topic, protocol, "one")) {
                TestApp.eventually(() -> {
                    assertThat(partitions(app, "static")).isEqualTo(2);
                    assertThat(partitions(app, "static-retry")).isEqualTo(2);
                    assertThat(partitions(other, "static")).isEqualTo(2);
                    assertThat(partitions(other, "static-retry")).isEqualTo(2);
                });
                IntStream.range(0, COUNT)
                        .forEach(i -> TestBroker.send(
                                new ProducerRecord<>(topic, i % 4, null, RetryHeaders.bytes(values.get(i)))));
                TestApp.eventually(() ->
                        assertThat(TestBroker.count(topic + "-stay-retry-1")).isGreaterThanOrEqualTo(COUNT));
                takenFromTheOther = other.bean(Rebalances.class).taken();

                // when
                app.context().close();
                before = app.watch().journal().all().size();
            }
            try (TestApp restarted = start(topic, protocol, "one")) {
                // then
                TestApp.eventually(
                        () -> assertThat(TestBroker.count(topic + "-stay-dlt")).isEqualTo(COUNT));
                other.watch().verifySettled();
                assertThat(before
                                + restarted.journal().all().size()
                                + other.journal().all().size())
                        .isEqualTo(3 * COUNT);
                assertThat(restarted.container("static").isRunning()).isTrue();
                assertThat(restarted.container("static-retry").isRunning()).isTrue();
                assertThat(other.bean(Rebalances.class).taken())
                        .as("partitions taken from the other member")
                        .isEqualTo(takenFromTheOther);
                assertThat(restarted.journal().early()).isEmpty();
            }
        }
    }

    @Test
    void givesRetryContainersInstanceIdsOfTheirOwnWhereTheyAreInTheGroupOfTheMainTopic() {
        // given
        TestBroker.createTopic("same-group", 2);
        try (TestApp app = TestApp.start(
                List.of(SameGroup.class),
                "spring.kafka.consumer.group-id=same-group",
                "spring.kafka.consumer.properties.group.instance.id=me")) {
            // when
            IntStream.range(0, COUNT).forEach(i -> TestBroker.send("same-group", (i % 2 == 0 ? "bad " : "good ") + i));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("same-group-dlt")).isEqualTo(COUNT / 2));
            List<String> ids = app.containerIds();
            assertThat(ids).hasSize(4);
            assertThat(ids).allSatisfy(id -> {
                assertThat(app.container(id).getGroupId()).isIn(null, "same-group");
                assertThat(app.container(id).isRunning()).as(id + " runs").isTrue();
                assertThat(app.container(id).isChildRunning())
                        .as(id + " consumes")
                        .isTrue();
            });
            assertThat(app.journal().all()).hasSize(COUNT + COUNT);
            app.verify();
        }
    }

    private static TestApp start(String topic, String protocol, String instance) {
        List<String> settings = new ArrayList<>(List.of(
                "topic=" + topic,
                "spring.kafka.listener.concurrency=2",
                "spring.kafka.consumer.properties.group.protocol=" + protocol,
                protocol.equals("classic")
                        ? "spring.kafka.consumer.properties.heartbeat.interval.ms=200"
                        : "spring.kafka.consumer.properties.client.rack=",
                "spring.kafka.consumer.properties.group.instance.id=" + instance));
        return TestApp.start(List.of(Listener.class, Rebalances.class), settings.toArray(String[]::new));
    }

    private static int partitions(TestApp app, String id) {
        MessageListenerContainer container = app.container(id);
        return container.getAssignedPartitions() == null
                ? 0
                : container.getAssignedPartitions().size();
    }

    static class Listener extends Failing {

        Listener(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "static", topics = "${topic}", groupId = "stay")
        @KafkaRetry(attempts = "3", delay = "1s")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }

    static class SameGroup extends Failing {

        SameGroup(Journal journal) {
            super(journal);
        }

        @KafkaListener(topics = "same-group")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 100, multiplier = 2))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }
}

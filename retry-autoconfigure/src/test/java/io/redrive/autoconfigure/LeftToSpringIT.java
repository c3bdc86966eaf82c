package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ShareKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultShareConsumerFactory;
import org.springframework.kafka.listener.adapter.ShareRecordMessagingMessageListenerAdapter;

class LeftToSpringIT {

    private static final int SPRINGS_DEFAULT_DELIVERIES = 10;

    @Test
    void leavesSingleListenersToSpringAndKeepsTheOthers() {
        // given
        List.of("left-springs", "left-plain", "left-ours", "left-class")
                .forEach(topic -> TestBroker.createTopic(topic, 1));
        try (TestApp app = TestApp.start(
                List.of(Springs.class, Plain.class, Ours.class, OnClass.class),
                "redrive.listeners.left-springs.enabled=false",
                "redrive.listeners.left-plain.enabled=false",
                "redrive.listeners.left-class.enabled=false")) {
            // when
            List.of("left-springs", "left-plain", "left-ours").forEach(topic -> TestBroker.send(topic, "bad " + topic));
            TestBroker.send("left-plain", "good");
            TestBroker.send("left-class", "bad on class");

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(Springs.class).dead).containsExactly("bad left-springs");
                assertThat(TestBroker.count("left-ours-g-dlt")).isEqualTo(1);
                assertThat(app.journal().hasEnded("good")).isTrue();
                assertThat(app.bean(OnClass.class).handled).hasSize(SPRINGS_DEFAULT_DELIVERIES);
            });
            assertThat(app.journal().of("bad left-springs")).hasSize(3);
            assertThat(app.journal().of("bad left-plain")).hasSize(SPRINGS_DEFAULT_DELIVERIES);
            assertThat(app.journal().of("bad left-ours")).hasSize(2);
            assertThat(TestBroker.readOnly("left-springs-dlt").headers().lastHeader(RetryHeaders.FORWARD_ID))
                    .as("trace of our engine on spring's dead letter")
                    .isNull();
            assertThat(TestBroker.topics())
                    .noneMatch(topic -> topic.startsWith("left-plain-") || topic.startsWith("left-class-"));
            app.verify();
        }
    }

    @Test
    void leavesEverythingToSpringWhenSwitchedOff() {
        // given
        List.of("off-left-springs", "off-left-plain").forEach(topic -> TestBroker.createTopic(topic, 1));
        try (TestApp app = TestApp.start(List.of(Springs.class, Plain.class), "redrive.enabled=false", "prefix=off-")) {
            // when
            TestBroker.send("off-left-springs", "bad left-springs");
            TestBroker.send("off-left-plain", "bad left-plain");

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(Springs.class).dead).containsExactly("bad left-springs");
                assertThat(app.journal().of("bad left-plain")).hasSize(SPRINGS_DEFAULT_DELIVERIES);
            });
            assertThat(app.journal().of("bad left-springs")).hasSize(3);
            assertThat(app.context().getBeansOfType(EngineRuntime.class)).isEmpty();
        }
    }

    @Test
    void leavesListenersOfShareGroupsToSpring() {
        // when
        try (TestApp app = TestApp.start(Sharing.class, "redrive.listeners.left-share.enabled=false")) {
            // then
            assertThat(List.of("left-share", "plain-share"))
                    .allSatisfy(id -> assertThat(
                                    app.container(id).getContainerProperties().getMessageListener())
                            .isInstanceOf(ShareRecordMessagingMessageListenerAdapter.class));
        }
    }

    static class Sharing {

        @Bean
        static ShareKafkaListenerContainerFactory<String, String> sharing() {
            return new ShareKafkaListenerContainerFactory<>(new DefaultShareConsumerFactory<>(Map.of()));
        }

        @KafkaListener(id = "left-share", topics = "left", containerFactory = "sharing", autoStartup = "false")
        @KafkaRetry
        void left(String value) {}

        @KafkaListener(id = "plain-share", topics = "left", containerFactory = "sharing", autoStartup = "false")
        void plain(String value) {}
    }

    static class Springs {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Springs(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "left-springs", topics = "${prefix:}left-springs", groupId = "g")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 100))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @DltHandler
        void dead(String value) {
            dead.add(value);
        }
    }

    static class Plain {

        private final Journal journal;

        Plain(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "left-plain", topics = "${prefix:}left-plain", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    @KafkaListener(id = "left-class", topics = "left-class", groupId = "g")
    @KafkaRetry(attempts = "2", delay = "100ms")
    static class OnClass {

        private final Queue<String> handled = new ConcurrentLinkedQueue<>();

        @KafkaHandler
        void text(String value) {
            handled.add(value);
            throw new IllegalStateException("no good");
        }
    }

    static class Ours {

        private final Journal journal;

        Ours(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "left-ours", topics = "left-ours", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void ours(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    private static void fail(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (record.value().startsWith("bad")) {
                throw new IllegalStateException("no good");
            }
        });
    }
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.autoconfigure.Journal.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.stereotype.Component;

class ConfigurationBeanIT {

    private static final List<String> TOPICS = List.of("bean-included", "bean-growing", "bean-excluded");

    @BeforeAll
    static void createTopics() {
        TOPICS.forEach(topic -> {
            TestBroker.createTopic(topic, 2);
            TestBroker.createTopic("springs-" + topic, 2);
        });
    }

    @Test
    void retriesTheListenersOfTheTopicsThatABeanIncludesAndLeavesTheOthers() {
        // given
        try (TestApp app = TestApp.start(BEANS, "prefix=")) {
            // when
            TestBroker.send("bean-included", "bad");
            TestBroker.send("bean-included", "fatal");
            TestBroker.send("bean-growing", "bad too");
            TestBroker.send("bean-growing", "lost file");
            TestBroker.send("bean-excluded", "good");

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(Listeners.class).dead).containsExactlyInAnyOrder("bad", "fatal");
                assertThat(TestBroker.count("bean-growing-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("bean-growing-io-dlt")).isEqualTo(1);
                assertThat(app.journal().hasEnded("good")).isTrue();
            });
            assertThat(app.journal().of("bad")).extracting(Delivery::attempt).containsExactly(1, 2, 3, 4);
            assertThat(app.journal().of("fatal")).extracting(Delivery::attempt).containsExactly(1);
            assertThat(app.journal().of("bad too"))
                    .extracting(each -> each.place().topic())
                    .containsExactly(
                            "bean-growing",
                            "bean-growing-again-50",
                            "bean-growing-again-100",
                            "bean-growing-again-100");
            assertThat(app.containerIds())
                    .filteredOn(id -> id.startsWith("excluded"))
                    .containsExactly("excluded");
            app.verify();
        }
    }

    @Test
    void givesTopicsAndContainersTheNamesAndSettingsThatSpringGivesThem() {
        // given
        List<String> theirs;
        try (TestApp springs = TestApp.start(BEANS, "prefix=springs-", "redrive.enabled=false")) {
            theirs = names(springs);
        }

        // when
        List<String> ours;
        try (TestApp app = TestApp.start(BEANS, "prefix=")) {
            ours = names(app);
        }

        // then
        assertThat(ours).isEqualTo(theirs);
        assertThat(ours)
                .contains(
                        "included of group included reads [bean-included] BATCH x1 started true",
                        "included-retry of group included-retry reads [bean-included-retry] RECORD x2 started true",
                        "included-dlt of group included-dlt reads [bean-included-dlt] RECORD x2 started true",
                        "growing-io-dlt of group growing-io-dlt reads [bean-growing-io-dlt] BATCH x1 started false");
    }

    private static List<String> names(TestApp app) {
        // A consumer that is closed while it joins its group waits long for an answer.
        TestApp.eventually(() -> app.containerIds().stream()
                .map(id -> concurrent(app.container(id)))
                .filter(MessageListenerContainer::isRunning)
                .flatMap(container -> container.getContainers().stream())
                .forEach(
                        consumer -> assertThat(consumer.getAssignedPartitions()).isNotEmpty()));
        return Stream.concat(
                        app.containerIds().stream().map(app::container).map(ConfigurationBeanIT::describe),
                        TestBroker.topics().stream()
                                .filter(topic -> topic.matches("(springs-)?bean-.*"))
                                .map(topic -> topic.replace("springs-", ""))
                                .distinct())
                .sorted()
                .toList();
    }

    private static String describe(MessageListenerContainer container) {
        List<String> topics = new ArrayList<>();
        for (String topic : container.getContainerProperties().getTopics()) {
            topics.add(topic.replace("springs-", ""));
        }
        return container.getListenerId() + " of group " + container.getGroupId() + " reads " + topics + " "
                + container.getContainerProperties().getAckMode() + " x"
                + concurrent(container).getConcurrency() + " started " + container.isRunning();
    }

    private static ConcurrentMessageListenerContainer<?, ?> concurrent(MessageListenerContainer container) {
        return (ConcurrentMessageListenerContainer<?, ?>) container;
    }

    private static final List<Class<?>> BEANS = List.of(Configurations.class, Listeners.class);

    @Configuration(proxyBeanMethods = false)
    static class Configurations {

        @Bean
        static RetryTopicConfiguration included(KafkaTemplate<?, ?> template) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .maxAttempts(4)
                    .fixedBackOff(100)
                    .includeTopics(List.of("bean-included", "springs-bean-included"))
                    .notRetryOn(IllegalArgumentException.class)
                    .dltHandlerMethod("listeners", "take")
                    .autoCreateTopicsWith(2, (short) 1)
                    .concurrency(2)
                    .listenerFactory("byRecord")
                    .create(template);
        }

        @Bean
        static RetryTopicConfiguration notExcluded(KafkaTemplate<?, ?> template) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .maxAttempts(4)
                    .exponentialBackoff(50, 2, 100)
                    .retryTopicSuffix("-again")
                    .excludeTopics(
                            List.of("bean-excluded", "bean-included", "springs-bean-excluded", "springs-bean-included"))
                    .dltRoutingRules(Map.of("-io", Set.of(IOException.class)))
                    .autoStartDltHandler(false)
                    .create(template);
        }

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> byRecord(
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory(consumers);
            factory.getContainerProperties().setAckMode(AckMode.RECORD);
            return factory;
        }
    }

    @Component("listeners")
    static class Listeners {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "included", topics = "${prefix}bean-included")
        void included(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "growing", topics = "${prefix}bean-growing")
        void growing(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "excluded", topics = "${prefix}bean-excluded")
        void excluded(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        void take(String value) {
            dead.add(value);
        }

        private void deliver(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                switch (record.value()) {
                    case "bad", "bad too" -> throw new IllegalStateException("no good");
                    case "lost file" -> throw new IllegalStateException(new IOException("gone"));
                    case "fatal" -> throw new IllegalArgumentException("never any good");
                    default -> {}
                }
            });
        }
    }
}

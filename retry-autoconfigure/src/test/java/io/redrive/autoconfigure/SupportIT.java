package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.DestinationTopicContainer;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;
import org.springframework.kafka.support.KafkaMessageHeaderAccessor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

/** What applications say by extending spring-kafka's configuration, and ask of it. */
class SupportIT {

    private static final List<String> VALUES = List.of("good", "both", "in place", "topics", "fatal", "framework");

    private static Map<String, List<String>> springs;

    @BeforeAll
    static void runOnSpringAlone() {
        springs = run("springs-supported", List.of(Support.class, Listener.class), "redrive.enabled=false");
    }

    @Test
    void retriesInPlaceAndOnTopicsWhatSpringRetriesThere() {
        assertThat(run("redrive-supported", List.of(Support.class, Listener.class)))
                .isEqualTo(springs)
                .containsEntry(
                        "both",
                        List.of(
                                "main attempt 1 delivery 1",
                                "main attempt 1 delivery 2",
                                "main attempt 1 delivery 3",
                                "-retry attempt 2 delivery 1",
                                "-retry attempt 2 delivery 2",
                                "-retry attempt 2 delivery 3",
                                "dead"));
    }

    @Test
    void leavesAListenerToSpringWithWhatTheApplicationHasSaid() {
        assertThat(run(
                        "left-supported",
                        List.of(Support.class, Listener.class),
                        "redrive.listeners.supported.enabled=false"))
                .isEqualTo(springs);
    }

    @Test
    void runsWithTheAnnotationThatBringsTheConfigurationAsItIs() {
        // given
        TestBroker.createTopic("annotated-supported", 1);
        try (TestApp app = TestApp.start(List.of(Annotated.class, Listener.class), "topic=annotated-supported")) {
            // when
            TestBroker.send("annotated-supported", "both");

            // then
            TestApp.eventually(() -> assertThat(app.bean(Listener.class).told)
                    .containsExactly(
                            "both main attempt 1 delivery 1", "both -retry attempt 2 delivery 1", "both dead"));
            assertThat(app.bean(RetryTopicConfigurer.class).getClass().getName())
                    .startsWith("io.redrive.");
            app.verify();
        }
    }

    @Test
    void tellsTheTopicsOfAListenerToWhoAsks() {
        // given
        TestBroker.createTopic("looked-up", 1);
        TestBroker.createTopic("looked-up-supported", 1);
        for (List<Class<?>> beans :
                List.<List<Class<?>>>of(List.of(Asked.class), List.of(Asked.class, Annotated.class))) {
            // when
            try (TestApp app = TestApp.start(beans)) {
                DestinationTopicContainer topics = app.bean(DestinationTopicContainer.class);

                // then
                DestinationTopic main = topics.getDestinationTopicByName("looked-up", "looked-up");
                DestinationTopic first = topics.getNextDestinationTopicFor("looked-up", "looked-up");
                DestinationTopic second = topics.getNextDestinationTopicFor("looked-up", "looked-up-retry-100");
                assertThat(main.isMainTopic()).isTrue();
                assertThat(first.getDestinationName()).isEqualTo("looked-up-retry-100");
                assertThat(first.getDestinationDelay()).isEqualTo(100);
                assertThat(second.getDestinationName()).isEqualTo("looked-up-retry-200");
                assertThat(topics.getNextDestinationTopicFor("looked-up", "looked-up-retry-200")
                                .isDltTopic())
                        .isTrue();
                assertThat(Objects.requireNonNull(
                                        topics.getDltFor("looked-up", "looked-up", new IllegalStateException()))
                                .getDestinationName())
                        .isEqualTo("looked-up-dlt");
            }
        }
    }

    @Test
    void runsAListenerInTheClassOfTheConfigurationItself() {
        // given
        TestBroker.createTopic("inside", 1);
        try (TestApp app = TestApp.start(Inside.class)) {
            // when
            TestBroker.send("inside", "both");

            // then
            TestApp.eventually(() -> assertThat(app.journal().of("both"))
                    .extracting(each -> each.place().topic())
                    .containsExactly("inside", "inside", "inside-retry", "inside-retry", "inside-dlt"));
            assertThat(app.bean(DestinationTopicContainer.class)
                            .getNextDestinationTopicFor("inside", "inside")
                            .getDestinationName())
                    .isEqualTo("inside-retry");
        }
    }

    /** Returns what a listener was told of each value. */
    private static Map<String, List<String>> run(String topic, List<Class<?>> beans, String... properties) {
        TestBroker.createTopic(topic, 1);
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("topic=" + topic);
        all.add("spring.kafka.consumer.fetch-max-wait=20ms");
        try (TestApp app = TestApp.start(beans, all.toArray(String[]::new))) {
            VALUES.forEach(value -> TestBroker.send(topic, value));
            Listener listener = app.bean(Listener.class);
            TestApp.eventually(() -> assertThat(listener.told)
                    .contains("both dead", "in place dead", "topics dead", "fatal dead", "framework dead")
                    .contains("good main attempt 1 delivery 1"));
            assertThat(List.of("supported", "supported-retry", "supported-dlt"))
                    .allSatisfy(id -> assertThat(
                                    app.container(id).getContainerProperties().getShutdownTimeout())
                            .as("shutdown time-out of " + id + ", which a customizer has set")
                            .isEqualTo(7_777));
            Map<String, List<String>> told = new TreeMap<>();
            for (String value : VALUES) {
                told.put(
                        value,
                        listener.told.stream()
                                .filter(line -> line.startsWith(value + " "))
                                .map(line -> line.substring(value.length() + 1))
                                .toList());
            }
            return told;
        }
    }

    static class BothException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static class InPlaceException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static class FatalException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Configuration
    static class Support extends RetryTopicConfigurationSupport {

        @Override
        protected void configureBlockingRetries(BlockingRetriesConfigurer blockingRetries) {
            blockingRetries
                    .retryOn(BothException.class, InPlaceException.class, ClassCastException.class)
                    .backOff(new FixedBackOff(20, 2));
        }

        @Override
        protected void manageNonBlockingFatalExceptions(List<Class<? extends Throwable>> fatal) {
            fatal.add(InPlaceException.class);
            fatal.add(FatalException.class);
        }

        @Override
        protected void configureCustomizers(CustomizersConfigurer customizers) {
            customizers.customizeListenerContainer(
                    container -> container.getContainerProperties().setShutdownTimeout(7_777));
        }

        @Bean
        TaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }
    }

    /** With spring-kafka alone its parts and its listener wait for each other. */
    @Configuration
    static class Inside extends RetryTopicConfigurationSupport {

        private final Journal journal;

        Inside(Journal journal) {
            this.journal = journal;
        }

        @Override
        protected void configureBlockingRetries(BlockingRetriesConfigurer blockingRetries) {
            blockingRetries.retryOn(BothException.class).backOff(new FixedBackOff(20, 1));
        }

        @Bean
        TaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }

        @KafkaListener(id = "inside", topics = "inside")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new BothException();
            });
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableKafkaRetryTopic
    static class Annotated {

        @Bean
        TaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }
    }

    static class Asked {

        @KafkaListener(id = "looked-up", topics = "looked-up", autoStartup = "false")
        @RetryableTopic(backOff = @BackOff(delay = 100, multiplier = 2))
        void listen(String value) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Counting {

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> counting(
                ConsumerFactory<Object, Object> consumers) {
            var factory = new ConcurrentKafkaListenerContainerFactory<Object, Object>();
            factory.setConsumerFactory(consumers);
            factory.getContainerProperties().setDeliveryAttemptHeader(true);
            return factory;
        }
    }

    @Import(Counting.class)
    static class Listener {

        private final Journal journal;
        private final Queue<String> told = new ConcurrentLinkedQueue<>();

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "supported", topics = "${topic}", containerFactory = "counting")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void listen(ConsumerRecord<String, String> record, KafkaMessageHeaderAccessor headers) throws Exception {
            told.add(record.value() + " " + (record.topic().endsWith("-retry") ? "-retry" : "main") + " attempt "
                    + headers.getNonBlockingRetryDeliveryAttempt() + " delivery "
                    + headers.getBlockingRetryDeliveryAttempt());
            RuntimeException failure = switch (record.value()) {
                case "both" -> new IllegalStateException(new BothException());
                case "in place" -> new InPlaceException();
                case "topics" -> new IllegalStateException("no good");
                case "fatal" -> new FatalException();
                case "framework" -> new ClassCastException("never");
                default -> null;
            };
            if (failure != null) {
                throw failure;
            }
            journal.ended(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            told.add(record.value() + " dead");
        }
    }
}

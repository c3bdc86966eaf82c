package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Place;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.KafkaListenerConfigurer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

class ClassificationIT {

    @Test
    void makesAsManyAttemptsAsTheFailureIsWorth() {
        // given
        List<String> topics =
                List.of("including", "excluding", "outermost", "converting", "validating", "springs-fatal");
        topics.forEach(topic -> TestBroker.createTopic(topic, 1));
        try (TestApp app = TestApp.start(List.of(Listeners.class, PositiveOnly.class))) {
            // when
            for (String topic : List.of("including", "excluding", "outermost")) {
                List.of("io", "io subclass", "wrapped io", "state").forEach(value -> TestBroker.send(topic, value));
            }
            TestBroker.send("converting", "not a number");
            TestBroker.send("validating", "-5");
            TestBroker.send("springs-fatal", "class cast");

            // then
            TestApp.eventually(() -> topics.forEach(
                    topic -> assertThat(TestBroker.count(topic + "-g-dlt")).isEqualTo(TestBroker.count(topic))));
            assertThat(attempts("including")).isEqualTo(Map.of("io", 3, "io subclass", 3, "wrapped io", 3, "state", 1));
            assertThat(attempts("excluding")).isEqualTo(Map.of("io", 1, "io subclass", 1, "wrapped io", 1, "state", 3));
            assertThat(attempts("outermost")).isEqualTo(Map.of("io", 1, "io subclass", 1, "wrapped io", 3, "state", 3));
            assertThat(attempts("converting")).isEqualTo(Map.of("not a number", 1));
            assertThat(attempts("validating")).isEqualTo(Map.of("-5", 1));
            assertThat(attempts("springs-fatal")).isEqualTo(Map.of("class cast", 1));
            assertThat(reasons("including"))
                    .isEqualTo(Map.of(
                            "io", "attempts-exhausted",
                            "io subclass", "attempts-exhausted",
                            "wrapped io", "attempts-exhausted",
                            "state", "fatal-exception"));
            app.verify();
        }
    }

    @Test
    void takesErrorsThatConcernTheRecordOnlyForFailuresOfTheRecord() {
        // given
        TestBroker.createTopic("errors", 1);
        try (TestApp app = TestApp.start(Erring.class)) {
            // when
            List.of("deep", "missing", "assertion", "good").forEach(value -> TestBroker.send("errors", value));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("errors-g-dlt")).isEqualTo(3));
            assertThat(attempts("errors")).isEqualTo(Map.of("deep", 2, "missing", 2, "assertion", 2));
            assertThat(TestBroker.readAll("errors-g-dlt"))
                    .extracting(dead -> RetryHeaders.text(dead.headers(), RetryHeaders.CAUSE))
                    .containsExactlyInAnyOrder(
                            StackOverflowError.class.getName(),
                            NoClassDefFoundError.class.getName(),
                            AssertionError.class.getName());
            app.watch().verifySettled();
            assertThat(app.journal().hasEnded("good")).isTrue();
            assertThat(app.container("errors").isRunning()).isTrue();
            app.verify();
        }
    }

    @Test
    void stopsTheContainerAndDoesNotCommitWhenMemoryRunsOut() {
        // given
        TestBroker.createTopic("memory", 1);
        try (TestApp app = TestApp.start(Exhausted.class)) {
            TestBroker.send("memory", "good");
            TestApp.eventually(
                    () -> assertThat(TestBroker.committed("g", "memory")).containsValue(1L));

            // when
            TestBroker.send("memory", "too much");
            TestBroker.send("memory", "behind");

            // then
            TestApp.eventually(
                    () -> assertThat(app.container("memory").isRunning()).isFalse());
            assertThat(TestBroker.committed("g", "memory")).isEqualTo(Map.of(new TopicPartition("memory", 0), 1L));
            assertThat(TestBroker.count("memory-g-retry-1")).isZero();
            app.verifyExcept(new Place("g", "memory", 0, 1), new Place("g", "memory", 0, 2));
        }
    }

    /** Returns how often each record was delivered, by what the dead letters say. */
    private static Map<String, Integer> attempts(String topic) {
        return TestBroker.readAll(topic + "-g-dlt").stream()
                .collect(Collectors.toMap(
                        dead -> new String(dead.value(), StandardCharsets.UTF_8),
                        dead -> RetryHeaders.attempt(dead.headers(), 0) - 1));
    }

    private static Map<String, String> reasons(String topic) {
        return TestBroker.readAll(topic + "-g-dlt").stream()
                .collect(Collectors.toMap(
                        dead -> new String(dead.value(), StandardCharsets.UTF_8),
                        dead -> RetryHeaders.text(dead.headers(), RetryHeaders.REASON)));
    }

    static class Listeners {

        private final Journal journal;

        Listeners(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "including", topics = "including", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms", include = IOException.class)
        void including(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(id = "excluding", topics = "excluding", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms", exclude = IOException.class)
        void excluding(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(id = "outermost", topics = "outermost", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms", exclude = IOException.class, traverseCauses = "false")
        void outermost(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(id = "converting", topics = "converting", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void converting(@Payload Integer number) {
            throw new AssertionError("never called with " + number);
        }

        @KafkaListener(id = "validating", topics = "validating", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void validating(@Payload @Validated String number) {
            throw new AssertionError("never called with " + number);
        }

        @KafkaListener(id = "springs-fatal", topics = "springs-fatal", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "50ms")
        void springsFatal(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new ClassCastException("cannot be cast");
            });
        }

        private void fail(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                switch (record.value()) {
                    case "io" -> throw new IOException("disk");
                    case "io subclass" -> throw new FileNotFoundException("file");
                    case "wrapped io" -> throw new UncheckedIOException(new IOException("disk"));
                    default -> throw new IllegalStateException("state");
                }
            });
        }
    }

    /** Refuses payloads that begin with a minus. */
    static class PositiveOnly implements KafkaListenerConfigurer, Validator {

        @Override
        public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
            registrar.setValidator(this);
        }

        @Override
        public boolean supports(Class<?> type) {
            return type == String.class;
        }

        @Override
        public void validate(Object target, Errors errors) {
            if (target.toString().startsWith("-")) {
                errors.reject("negative", "must not be negative");
            }
        }
    }

    static class Erring {

        private final Journal journal;

        Erring(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "errors", topics = "errors", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                switch (record.value()) {
                    case "deep" -> throw new StackOverflowError();
                    case "missing" -> throw new NoClassDefFoundError("com/example/Missing");
                    case "assertion" -> throw new AssertionError("must not be");
                    default -> {}
                }
            });
        }
    }

    static class Exhausted {

        private final Journal journal;

        Exhausted(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "memory", topics = "memory", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().equals("too much")) {
                    throw new OutOfMemoryError("as if");
                }
            });
        }
    }
}

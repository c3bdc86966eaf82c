package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;
import org.springframework.messaging.handler.annotation.SendTo;

/** A record of an asynchronous listener gets its outcome, whatever stands between its future and the container. */
class OpenOutcomesIT {

    @Test
    void commitsWhatNeverReachesTheListener() {
        // given
        List<String> topics = List.of("open-filtered", "open-dropped", "open-dropped-batches");
        for (String topic : topics) {
            TestBroker.createTopic(topic, 1);
            for (int i = 0; i < 6; i++) {
                TestBroker.send(topic, (i == 2 ? "wanted " : "unwanted ") + i);
            }
        }

        // when
        try (TestApp app = TestApp.start(Choosy.class, "spring.kafka.consumer.max-poll-records=2")) {
            // then
            for (String topic : topics) {
                TestApp.eventually(() -> assertThat(committed(topic)).as(topic).isEqualTo(6L));
            }
            assertThat(app.bean(Choosy.class).seen)
                    .containsExactlyInAnyOrder("filtered wanted 2", "dropped wanted 2", "dropped-batches wanted 2");
        }
    }

    @Test
    void retriesARecordWhoseReplyCannotBeSent() {
        // given
        List<String> topics = List.of("unreplied", "unreplied-batches");
        TestBroker.createTopic("unreplied-replies", 1);
        for (String topic : topics) {
            TestBroker.createTopic(topic, 1);
            List.of("good 1", "bad 2", "good 3").forEach(value -> TestBroker.send(topic, value));
        }

        // when
        try (TestApp app = TestApp.start(Replying.class)) {
            // then
            for (String topic : topics) {
                TestApp.eventually(() -> assertThat(text(TestBroker.readOnly(topic + "-g-dlt")))
                        .as(topic)
                        .isEqualTo("bad 2"));
                TestApp.eventually(() -> assertThat(committed(topic)).as(topic).isEqualTo(3L));
            }
            assertThat(app.bean(Replying.class).deliveries).containsExactlyInAnyOrder("good 1", "bad 2", "good 3");
        }
    }

    @Test
    void retriesARecordWhoseErrorHandlerFailsWithAnError() {
        // given
        TestBroker.createTopic("mishandled", 1);
        TestBroker.send("mishandled", "bad");

        // when
        try (TestApp app = TestApp.start(Mishandled.class)) {
            // then
            TestApp.eventually(() ->
                    assertThat(text(TestBroker.readOnly("mishandled-g-dlt"))).isEqualTo("bad"));
            assertThat(app.container("mishandled").isRunning()).isTrue();
        }
    }

    @Test
    void settlesWhatTheErrorHandlerHasAnsweredAlsoWhenTheAnswerCannotBeSent() {
        // given
        TestBroker.createTopic("answered", 1);
        TestBroker.createTopic("answers", 1);
        List.of("sent", "unsent").forEach(value -> TestBroker.send("answered", value));

        // when
        try (TestApp app = TestApp.start(Answering.class)) {
            assertThat(app.container("answered").isRunning()).isTrue();
            // then
            TestApp.eventually(() ->
                    assertThat(text(TestBroker.readOnly("answered-g-dlt"))).isEqualTo("unsent"));
            TestApp.eventually(() -> assertThat(committed("answered")).isEqualTo(2L));
            assertThat(TestBroker.readAll("answers"))
                    .extracting(OpenOutcomesIT::text)
                    .containsExactly("sent");
        }
    }

    @Test
    void takesNoteOfSuspendingHandlersOfAClass() {
        // given
        TestBroker.createTopic("suspending-class", 1);
        List.of("good 1", "bad 2", "good 3").forEach(value -> TestBroker.send("suspending-class", value));

        // when
        try (TestApp app = TestApp.start(SuspendingHandlers.class)) {
            // then
            TestApp.eventually(() -> assertThat(text(TestBroker.readOnly("suspending-class-g-dlt")))
                    .isEqualTo("bad 2"));
            TestApp.eventually(() -> assertThat(committed("suspending-class")).isEqualTo(3L));
            assertThat(app.bean(SuspendingHandlers.class).getProcessed()).containsExactlyInAnyOrder("good 1", "good 3");
        }
    }

    private static Long committed(String topic) {
        return TestBroker.committed("g", topic).get(new TopicPartition(topic, 0));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    static class Choosy {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        private CompletableFuture<Void> process(String what) {
            return CompletableFuture.runAsync(() -> seen.add(what));
        }

        @KafkaListener(id = "open-filtered", topics = "open-filtered", groupId = "g", filter = "wanted")
        @KafkaRetry(attempts = "2", delay = "200ms")
        CompletableFuture<Void> filtered(String value) {
            return process("filtered " + value);
        }

        @KafkaListener(id = "open-dropped", topics = "open-dropped", groupId = "g", containerPostProcessor = "dropping")
        @KafkaRetry(attempts = "2", delay = "200ms")
        CompletableFuture<Void> dropped(String value) {
            return process("dropped " + value);
        }

        @KafkaListener(
                id = "open-dropped-batches",
                topics = "open-dropped-batches",
                groupId = "g",
                batch = "true",
                containerPostProcessor = "dropping")
        @KafkaRetry(attempts = "2", delay = "200ms")
        CompletableFuture<?> droppedBatches(List<String> values) {
            return CompletableFuture.allOf(values.stream()
                    .map(value -> process("dropped-batches " + value))
                    .toArray(CompletableFuture[]::new));
        }

        private static boolean isWanted(ConsumerRecord<String, String> record) {
            return record.value().startsWith("wanted");
        }

        @Bean
        static RecordFilterStrategy<String, String> wanted() {
            return record -> !isWanted(record);
        }

        @Bean
        static ContainerPostProcessor<String, String, ConcurrentMessageListenerContainer<String, String>> dropping() {
            return container -> {
                container.setRecordInterceptor((record, consumer) -> isWanted(record) ? record : null);
                container.setBatchInterceptor(new BatchInterceptor<>() {

                    @Override
                    public ConsumerRecords<String, String> intercept(
                            ConsumerRecords<String, String> records, Consumer<String, String> consumer) {
                        Map<TopicPartition, List<ConsumerRecord<String, String>>> left = new LinkedHashMap<>();
                        for (ConsumerRecord<String, String> record : records) {
                            if (isWanted(record)) {
                                left.computeIfAbsent(
                                                new TopicPartition(record.topic(), record.partition()),
                                                unused -> new ArrayList<>())
                                        .add(record);
                            }
                        }
                        return left.isEmpty() ? null : new ConsumerRecords<>(left, Map.of());
                    }
                });
            };
        }
    }

    static class Replying {

        final Queue<String> deliveries = new ConcurrentLinkedQueue<>();

        /** What is neither text nor bytes, the application's template cannot serialize. */
        private CompletableFuture<Object> reply(String value) {
            deliveries.add(value);
            return CompletableFuture.supplyAsync(
                    () -> value.startsWith("bad") ? (Object) 2 : value,
                    CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
        }

        @KafkaListener(id = "unreplied", topics = "unreplied", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "200ms")
        @SendTo("unreplied-replies")
        CompletableFuture<Object> listen(String value) {
            return reply(value);
        }

        @KafkaListener(id = "unreplied-batches", topics = "unreplied-batches", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "2", delay = "200ms")
        @SendTo("unreplied-replies")
        CompletableFuture<Object> listen(List<String> values) {
            return CompletableFuture.completedFuture(
                    values.stream().anyMatch(value -> value.startsWith("bad")) ? 1 : "fine");
        }
    }

    static class Mishandled {

        @KafkaListener(id = "mishandled", topics = "mishandled", groupId = "g", errorHandler = "broken")
        @KafkaRetry(attempts = "2", delay = "200ms")
        CompletableFuture<Void> listen(String value) {
            return CompletableFuture.runAsync(() -> {
                throw new IllegalStateException(value);
            });
        }

        @Bean
        static KafkaListenerErrorHandler broken() {
            return (message, failure) -> {
                throw new AssertionError("broken");
            };
        }
    }

    static class Answering {

        @KafkaListener(id = "answered", topics = "answered", groupId = "g", errorHandler = "answering")
        @KafkaRetry(attempts = "2", delay = "200ms")
        @SendTo("answers")
        CompletableFuture<String> listen(String value) {
            return CompletableFuture.supplyAsync(() -> {
                throw new IllegalStateException(value);
            });
        }

        @Bean
        static KafkaListenerErrorHandler answering() {
            return (message, failure) -> "sent".equals(message.getPayload()) ? "sent" : (Object) 7;
        }
    }
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.support.Acknowledgment;
import reactor.core.publisher.Mono;

class AsyncListenerIT {

    private static final int RECORDS = 30;

    @Test
    void retriesARecordWhoseFutureFails() {
        // given
        List<String> topics = List.of("futures", "monos", "springs-futures", "future-batches", "acked-elsewhere");
        topics.forEach(topic -> {
            TestBroker.createTopic(topic, 2);
            IntStream.range(0, RECORDS)
                    .forEach(i -> TestBroker.send(topic, topic + (i % 5 == 0 ? " bad " : " good ") + i));
        });

        // when
        try (TestApp app = TestApp.start(Futures.class)) {
            // then
            for (String topic : topics) {
                String dlt = topic.startsWith("springs") ? topic + "-dlt" : topic + "-g-dlt";
                TestApp.eventually(
                        () -> assertThat(TestBroker.count(dlt)).as(dlt).isEqualTo(RECORDS / 5));
                assertThat(TestBroker.readAll(dlt))
                        .allMatch(dead -> new String(dead.value(), StandardCharsets.UTF_8).contains("bad"))
                        .allMatch(dead -> RetryHeaders.attempt(dead.headers(), 0) == 4)
                        .allMatch(dead -> IllegalStateException.class
                                .getName()
                                .equals(RetryHeaders.text(dead.headers(), RetryHeaders.CAUSE)));
                TestApp.eventually(() -> assertThat(IntStream.range(0, RECORDS)
                                .filter(i -> i % 5 != 0)
                                .filter(i -> !app.journal().hasEnded(topic + " good " + i)))
                        .isEmpty());
                IntStream.range(0, RECORDS)
                        .filter(i -> i % 5 == 0)
                        .forEach(i -> assertThat(app.journal().of(topic + " bad " + i))
                                .extracting(Journal.Delivery::attempt)
                                .containsExactly(1, 2, 3));
            }
            app.verify();
        }
    }

    @Test
    void retriesARecordThatASuspendingFunctionFailsOn() {
        // given
        TestBroker.createTopic("suspending", 1);
        List.of("good 1", "bad 2", "good 3").forEach(value -> TestBroker.send("suspending", value));

        // when
        try (TestApp app = TestApp.start(SuspendingListener.class)) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.readOnly("suspending-g-dlt").value())
                            .isEqualTo("bad 2".getBytes(StandardCharsets.UTF_8)));
            TestApp.eventually(() -> assertThat(committed("suspending")).isEqualTo(3L));
            assertThat(app.bean(SuspendingListener.class).getDeliveries())
                    .containsExactlyInAnyOrder("good 1", "bad 2", "good 3", "bad 2");
            assertThat(app.bean(SuspendingListener.class).getProcessed()).containsExactlyInAnyOrder("good 1", "good 3");
        }
    }

    @Test
    void commitsNoOffsetBeyondARecordWhoseFutureIsNotComplete() {
        // given
        TestBroker.createTopic("pending", 1);
        try (TestApp app = TestApp.start(Pending.class, "topic=pending")) {
            Pending listener = app.bean(Pending.class);
            IntStream.range(0, 5).forEach(i -> TestBroker.send("pending", "pending " + i));
            TestApp.eventually(() -> assertThat(listener.futures).hasSize(5));

            // when
            listener.finish("pending 0");
            listener.finish("pending 4");
            listener.finish("pending 2");

            // then
            TestApp.eventually(() -> assertThat(committed("pending")).isEqualTo(1L));
            TestBroker.send("pending", "pending 5");
            TestApp.eventually(() -> assertThat(listener.futures).hasSize(6));
            assertThat(committed("pending")).isEqualTo(1L);
            listener.finish("pending 1");
            TestApp.eventually(() -> assertThat(committed("pending")).isEqualTo(3L));
            listener.finish("pending 3");
            listener.finish("pending 5");
            app.verify();
        }
    }

    @Test
    void losesNoRecordWhoseFutureFailsWhileTheContainerStops() {
        // given
        TestBroker.createTopic("stopping", 1);
        try (TestApp app = TestApp.start(Pending.class, "topic=stopping")) {
            Pending listener = app.bean(Pending.class);
            IntStream.range(0, 10).forEach(i -> TestBroker.send("stopping", "stopping " + i));
            TestApp.eventually(() -> assertThat(listener.futures).hasSize(10));

            // when
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(() -> app.container("pending").stop());
            for (int i = 0; i < 10; i++) {
                listener.futures.get("stopping " + i).completeExceptionally(new IllegalStateException("too late"));
            }

            // then
            stopped.orTimeout(30, TimeUnit.SECONDS).join();
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("stopping-g-retry-1")).isEqualTo(10));
            assertThat(committed("stopping")).isEqualTo(10L);
        }
    }

    @Test
    void deliversARecordAgainWhoseFutureDidNotCompleteBeforeTheContainerStopped() {
        // given
        TestBroker.createTopic("restarted-future", 1);
        try (TestApp app = TestApp.start(Pending.class, "topic=restarted-future")) {
            Pending listener = app.bean(Pending.class);
            IntStream.range(0, 3).forEach(i -> TestBroker.send("restarted-future", "again " + i));
            TestApp.eventually(() -> assertThat(listener.futures).containsKeys("again 0", "again 1", "again 2"));
            listener.finish("again 1");

            // when
            app.container("pending").stop();
            listener.futures.clear();
            app.container("pending").start();

            // then
            TestApp.eventually(() -> assertThat(listener.futures).containsOnlyKeys("again 0", "again 2"));
            listener.finish("again 0");
            listener.finish("again 2");
            TestApp.eventually(() -> assertThat(committed("restarted-future")).isEqualTo(3L));
        }
    }

    @Test
    void takesWhatTheErrorHandlerOfTheListenerHasHandledForProcessed() {
        // given
        TestBroker.createTopic("handled-future", 1);
        List.of("recovered", "rethrown").forEach(value -> TestBroker.send("handled-future", value));

        // when
        try (TestApp app = TestApp.start(Handled.class)) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.readOnly("handled-future-g-dlt").value())
                            .isEqualTo("rethrown".getBytes(StandardCharsets.UTF_8)));
            TestApp.eventually(() -> assertThat(committed("handled-future")).isEqualTo(2L));
            assertThat(app.bean(Handled.class).deliveries).containsExactly("recovered", "rethrown", "rethrown");
        }
    }

    @Test
    void takesARecordForProcessedWhoseListenerReturnsNoFuture() {
        // given
        TestBroker.createTopic("no-future", 1);
        List.of("one", "two", "three").forEach(value -> TestBroker.send("no-future", value));

        // when
        try (TestApp app = TestApp.start(Nothing.class)) {
            // then
            TestApp.eventually(() -> assertThat(committed("no-future")).isEqualTo(3L));
            assertThat(app.container("no-future").isRunning()).isTrue();
        }
    }

    private static Long committed(String topic) {
        return TestBroker.committed("g", topic).get(new TopicPartition(topic, 0));
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
    }

    static class Futures {

        private final Journal journal;

        Futures(Journal journal) {
            this.journal = journal;
        }

        private CompletableFuture<Void> process(ConsumerRecord<String, String> record) {
            Runnable done = journal.begun(record);
            return CompletableFuture.runAsync(
                    () -> {
                        if (record.value().contains("bad")) {
                            throw new IllegalStateException("bad");
                        }
                        done.run();
                    },
                    later());
        }

        @KafkaListener(id = "futures", topics = "futures", groupId = "g", concurrency = "2")
        @KafkaRetry(attempts = "3", delay = "200ms")
        CompletableFuture<Void> futures(ConsumerRecord<String, String> record) {
            return process(record);
        }

        @KafkaListener(id = "monos", topics = "monos", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "200ms")
        Mono<Void> monos(ConsumerRecord<String, String> record) {
            return Mono.fromFuture(process(record));
        }

        @KafkaListener(id = "springs-futures", topics = "springs-futures", groupId = "g")
        @RetryableTopic(backOff = @BackOff(delay = 200))
        CompletableFuture<Void> springs(ConsumerRecord<String, String> record) {
            return process(record);
        }

        @KafkaListener(id = "future-batches", topics = "future-batches", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "3", delay = "200ms")
        CompletableFuture<?> batches(List<ConsumerRecord<String, String>> batch) {
            if (batch.size() > 1 && batch.stream().anyMatch(each -> each.value().contains("bad"))) {
                return CompletableFuture.failedFuture(new IllegalStateException("one is bad"));
            }
            return CompletableFuture.allOf(batch.stream().map(this::process).toArray(CompletableFuture[]::new));
        }

        @KafkaListener(
                id = "acked-elsewhere",
                topics = "acked-elsewhere",
                groupId = "g",
                containerPostProcessor = "asyncAcks")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void acknowledgedElsewhere(ConsumerRecord<String, String> record, Acknowledgment acknowledgment) {
            Runnable done = journal.begun(record);
            if (record.value().contains("bad")) {
                throw new IllegalStateException("bad");
            }
            later().execute(() -> {
                done.run();
                acknowledgment.acknowledge();
            });
        }

        @Bean
        static ContainerPostProcessor<String, String, ConcurrentMessageListenerContainer<String, String>> asyncAcks() {
            return container -> {
                container.getContainerProperties().setAckMode(AckMode.MANUAL);
                container.getContainerProperties().setAsyncAcks(true);
            };
        }
    }

    static class Pending {

        final Map<String, CompletableFuture<Void>> futures = new ConcurrentHashMap<>();
        private final Journal journal;

        Pending(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "pending", topics = "${topic}", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "200ms")
        CompletableFuture<Void> pending(ConsumerRecord<String, String> record) {
            Runnable done = journal.begun(record);
            CompletableFuture<Void> future = new CompletableFuture<>();
            futures.put(record.value(), future);
            return future.thenRun(done);
        }

        void finish(String value) {
            futures.get(value).complete(null);
        }
    }

    static class Nothing {

        @KafkaListener(id = "no-future", topics = "no-future", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "200ms")
        CompletableFuture<Void> listen(String value) {
            return null;
        }
    }

    static class Handled {

        final Queue<String> deliveries = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "handled-future", topics = "handled-future", groupId = "g", errorHandler = "recovering")
        @KafkaRetry(attempts = "2", delay = "200ms")
        CompletableFuture<Void> listen(String value) {
            deliveries.add(value);
            return CompletableFuture.runAsync(
                    () -> {
                        throw new IllegalStateException(value);
                    },
                    later());
        }

        @Bean
        static KafkaListenerErrorHandler recovering() {
            return (message, failure) -> {
                if ("recovered".equals(message.getPayload())) {
                    return null;
                }
                throw failure;
            };
        }
    }
}

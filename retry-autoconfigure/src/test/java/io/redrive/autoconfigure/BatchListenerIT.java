package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.RecordsFailedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.messaging.handler.annotation.Payload;

class BatchListenerIT {

    private static final int RECORDS = 40;

    @Test
    void retriesOnlyTheRecordsThatFail() throws Exception {
        // given
        List<String> topics =
                List.of("by-index", "by-record", "reported", "unsaid", "springs-batch", "whole-poll", "partly-acked");
        for (String topic : topics) {
            TestBroker.createTopic(topic, 2);
            sendBatch(topic);
        }

        // when
        try (TestApp app = TestApp.start(Batches.class)) {
            // then
            for (String topic : topics) {
                String dlt = topic.startsWith("springs") ? topic + "-dlt" : topic + "-g-dlt";
                TestApp.eventually(
                        () -> assertThat(TestBroker.count(dlt)).as(dlt).isEqualTo(bad().count()));
                assertThat(TestBroker.readAll(dlt))
                        .extracting(dead -> new String(dead.value(), StandardCharsets.UTF_8))
                        .containsExactlyInAnyOrderElementsOf(
                                bad().mapToObj(i -> topic + " bad " + i).toList());
                assertThat(TestBroker.readAll(dlt)).allMatch(dead -> RetryHeaders.attempt(dead.headers(), 0) == 4);
                assertThat(app.journal().from(topic).stream()
                                .filter(each -> each.value().toString().contains("good"))
                                .count())
                        .as("deliveries of good records of " + topic)
                        .isEqualTo(RECORDS - bad().count());
                bad().forEach(i -> assertThat(app.journal().of(topic + " bad " + i))
                        .extracting(Journal.Delivery::attempt)
                        .as("attempts of " + topic + " bad " + i)
                        .containsExactly(1, 2, 3));
            }
            assertThat(app.bean(Batches.class).sizes).anyMatch(size -> size > 1);
            app.verify();
        }
    }

    @Test
    void goesOnWithABatchThatWasNotAcknowledgedToItsEnd() {
        // given
        TestBroker.createTopic("nacked", 1);
        IntStream.range(0, 10).forEach(i -> TestBroker.send("nacked", "nacked " + i));

        // when
        try (TestApp app = TestApp.start(Nacking.class)) {
            // then
            TestApp.eventually(
                    () -> assertThat(app.journal().hasEnded("nacked 9")).isTrue());
            IntStream.range(0, 10)
                    .forEach(i -> assertThat(app.journal().of("nacked " + i)).hasSize(1));
            app.verify();
        }
    }

    @Test
    void sendsARecordThatCannotBeReadToTheDeadLetterTopicAndTheOthersOfItsBatchToTheListener() {
        // given
        TestBroker.createTopic("numbers", 1);
        for (byte[] value : List.of(new byte[] {0, 0, 0, 1}, new byte[] {0, 0, 0, 2}, new byte[3], new byte[4])) {
            TestBroker.send(new ProducerRecord<>("numbers", value));
        }

        // when
        try (TestApp app = TestApp.start(Numbers.class)) {
            // then
            TestApp.eventually(() -> assertThat(app.bean(Numbers.class).seen).containsExactly(1, 2, 0));
            TestApp.eventually(
                    () -> assertThat(TestBroker.committed("g", "numbers")).containsValue(4L));
            assertThat(RetryHeaders.text(TestBroker.readOnly("numbers-g-dlt").headers(), RetryHeaders.REASON))
                    .isEqualTo("undeserializable");
        }
    }

    private static void sendBatch(String topic) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            int index = i;
            String value = topic + (bad().anyMatch(each -> each == index) ? " bad " : " good ") + i;
            records.add(new ProducerRecord<>(topic, i % 2, null, value.getBytes(StandardCharsets.UTF_8)));
        }
        TestBroker.sendAll(records);
    }

    private static IntStream bad() {
        return IntStream.of(3, 4, 17, 38);
    }

    private static boolean isBad(ConsumerRecord<String, String> record) {
        return record.value().contains("bad");
    }

    static class Batches {

        final Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        private final Journal journal;

        Batches(Journal journal) {
            this.journal = journal;
        }

        private void process(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (isBad(record)) {
                    throw new IllegalStateException("bad");
                }
            });
        }

        @KafkaListener(id = "by-index", topics = "by-index", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void byIndex(List<ConsumerRecord<String, String>> batch) {
            sizes.add(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                try {
                    process(batch.get(i));
                } catch (Exception failure) {
                    throw new BatchListenerFailedException("failed", failure, i);
                }
            }
        }

        @KafkaListener(id = "by-record", topics = "by-record", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void byRecord(List<ConsumerRecord<String, String>> batch) {
            for (ConsumerRecord<String, String> record : batch) {
                try {
                    process(record);
                } catch (Exception failure) {
                    throw new IllegalStateException(new BatchListenerFailedException("failed", failure, record));
                }
            }
        }

        @KafkaListener(id = "reported", topics = "reported", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void reported(List<ConsumerRecord<String, String>> batch) {
            RecordsFailedException failed = new RecordsFailedException();
            for (int i = 0; i < batch.size(); i++) {
                try {
                    process(batch.get(i));
                } catch (Exception failure) {
                    failed.add(i, failure);
                }
            }
            failed.throwIfAny();
        }

        @KafkaListener(id = "unsaid", topics = "unsaid", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void unsaid(List<ConsumerRecord<String, String>> batch) throws Exception {
            if (batch.size() > 1 && batch.stream().anyMatch(BatchListenerIT::isBad)) {
                throw new IllegalStateException("one of them is bad");
            }
            for (ConsumerRecord<String, String> record : batch) {
                process(record);
            }
        }

        @KafkaListener(id = "springs-batch", topics = "springs-batch", groupId = "g", batch = "true")
        @RetryableTopic(backOff = @BackOff(delay = 200))
        void springs(List<ConsumerRecord<String, String>> batch) {
            byIndex(batch);
        }

        @KafkaListener(id = "whole-poll", topics = "whole-poll", groupId = "g", batch = "true")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void wholePoll(ConsumerRecords<String, String> poll) {
            List<ConsumerRecord<String, String>> batch = new ArrayList<>();
            poll.forEach(batch::add);
            byIndex(batch);
        }

        @KafkaListener(
                id = "partly-acked",
                topics = "partly-acked",
                groupId = "g",
                batch = "true",
                containerPostProcessor = "immediate")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void partlyAcknowledged(List<ConsumerRecord<String, String>> batch, Acknowledgment acknowledgment)
                throws Exception {
            for (int i = 0; i < batch.size(); i++) {
                if (isBad(batch.get(i)) && batch.size() > 1) {
                    // Says nothing about where it failed but what it has acknowledged.
                    throw new IllegalStateException("bad");
                }
                process(batch.get(i));
                acknowledgment.acknowledge(i);
            }
        }

        @Bean
        static ContainerPostProcessor<String, String, ConcurrentMessageListenerContainer<String, String>> immediate() {
            return container -> container.getContainerProperties().setAckMode(AckMode.MANUAL_IMMEDIATE);
        }
    }

    static class Nacking {

        private final Journal journal;
        private boolean nacked;

        Nacking(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(
                id = "nacked",
                topics = "nacked",
                groupId = "g",
                batch = "true",
                containerPostProcessor = "manual")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void listen(List<ConsumerRecord<String, String>> batch, Acknowledgment acknowledgment) throws Exception {
            for (int i = 0; i < batch.size(); i++) {
                if (!nacked && batch.get(i).value().equals("nacked 4")) {
                    nacked = true;
                    acknowledgment.nack(i, Duration.ofMillis(50));
                    return;
                }
                journal.deliver(batch.get(i), () -> {});
            }
            acknowledgment.acknowledge();
        }

        @Bean
        static ContainerPostProcessor<String, String, ConcurrentMessageListenerContainer<String, String>> manual() {
            return container -> container.getContainerProperties().setAckMode(AckMode.MANUAL);
        }
    }

    static class Numbers {

        final Queue<Integer> seen = new ConcurrentLinkedQueue<>();

        @KafkaListener(
                id = "numbers",
                topics = "numbers",
                groupId = "g",
                batch = "true",
                properties = "value.deserializer=org.apache.kafka.common.serialization.IntegerDeserializer")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void listen(@Payload List<Integer> numbers) {
            seen.addAll(numbers);
        }
    }
}

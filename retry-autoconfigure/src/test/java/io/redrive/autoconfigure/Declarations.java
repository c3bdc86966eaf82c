package io.redrive.autoconfigure;

import io.redrive.KafkaRetry;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

/** Listeners that do the same and are declared in different ways. */
final class Declarations {

    static final int ATTEMPTS = 3;

    private Declarations() {}

    /** A way to declare a retried listener of the topics that begin with the property {@code topic}. */
    enum Declaration {
        KAFKA_RETRY(KafkaRetryMethod.class),
        RETRYABLE_TOPIC(RetryableTopicMethod.class),
        SEVERAL_TOPICS(SeveralTopics.class, "-a,-b"),
        TOPIC_PATTERN(OfPattern.class, "-a,-b"),
        BATCH(BatchMethod.class),
        ASYNC(AsyncMethod.class),
        ON_CLASS(OnClass.class),
        CONFIGURATION_BEAN(ByBean.class);

        private final Class<?> listener;
        private final String suffixes;

        Declaration(Class<?> listener) {
            this(listener, "");
        }

        Declaration(Class<?> listener, String suffixes) {
            this.listener = listener;
            this.suffixes = suffixes;
        }

        List<Class<?>> beans() {
            return List.of(listener);
        }

        /** Returns the mode, or another one where this declaration does not go with it. */
        AckMode allowed(AckMode ackMode) {
            return this == BATCH && ackMode == AckMode.RECORD ? AckMode.BATCH : ackMode;
        }

        List<String> topics(String name) {
            return Arrays.stream(suffixes.split(",", -1))
                    .map(suffix -> name + suffix)
                    .toList();
        }
    }

    /** Returns values of which some succeed at once, some at their second attempt, and some never. */
    static String value(int number, String name) {
        String kind = number % 3 == 0 ? "hopeless" : number % 3 == 1 ? "later" : "good";
        return kind + " " + number + " of " + name;
    }

    static int attemptsOf(String value) {
        return isHopeless(value) ? ATTEMPTS : value.startsWith("later") ? 2 : 1;
    }

    static boolean isHopeless(String value) {
        return value.startsWith("hopeless");
    }

    /** What all of them do with a record. */
    abstract static class Work {

        private final Journal journal;

        Work(Journal journal) {
            this.journal = journal;
        }

        Journal journal() {
            return journal;
        }

        static void failOnBad(ConsumerRecord<?, String> record) {
            int attempt = RetryHeaders.attempt(record.headers(), 1);
            if (isHopeless(record.value()) || attempt < attemptsOf(record.value())) {
                throw new IllegalStateException("no good");
            }
        }

        void work(ConsumerRecord<?, String> record, Acknowledgment acknowledgment) throws Exception {
            journal.deliver(record, () -> failOnBad(record));
            if (acknowledgment != null) {
                acknowledgment.acknowledge();
            }
        }
    }

    static class KafkaRetryMethod extends Work {

        KafkaRetryMethod(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "${topic}", topics = "${topic}")
        @KafkaRetry(attempts = "3", delay = "300ms", layout = "${layout}")
        void listen(
                ConsumerRecord<byte[], String> record,
                @Header(name = KafkaHeaders.ACKNOWLEDGMENT, required = false) Acknowledgment acknowledgment)
                throws Exception {
            work(record, acknowledgment);
        }
    }

    static class RetryableTopicMethod extends Work {

        RetryableTopicMethod(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "${topic}", topics = "${topic}")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 200, multiplier = 2))
        void listen(
                ConsumerRecord<byte[], String> record,
                @Header(name = KafkaHeaders.ACKNOWLEDGMENT, required = false) Acknowledgment acknowledgment)
                throws Exception {
            work(record, acknowledgment);
        }
    }

    static class SeveralTopics extends Work {

        SeveralTopics(Journal journal) {
            super(journal);
        }

        @KafkaListener(
                id = "${topic}",
                topics = {"${topic}-a", "${topic}-b"})
        @KafkaRetry(attempts = "3", delay = "200ms", multiplier = "2", layout = "${layout}")
        void listen(
                ConsumerRecord<byte[], String> record,
                @Header(name = KafkaHeaders.ACKNOWLEDGMENT, required = false) Acknowledgment acknowledgment)
                throws Exception {
            work(record, acknowledgment);
        }
    }

    static class OfPattern extends Work {

        OfPattern(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "${topic}", topicPattern = "${topic}-[ab]")
        @KafkaRetry(attempts = "3", delay = "200ms", multiplier = "2", layout = "${layout}")
        void listen(
                ConsumerRecord<byte[], String> record,
                @Header(name = KafkaHeaders.ACKNOWLEDGMENT, required = false) Acknowledgment acknowledgment)
                throws Exception {
            work(record, acknowledgment);
        }
    }

    static class BatchMethod extends Work {

        BatchMethod(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "${topic}", topics = "${topic}", batch = "true")
        @KafkaRetry(attempts = "3", delay = "300ms", layout = "${layout}")
        void listen(
                List<ConsumerRecord<byte[], String>> records,
                @Header(name = KafkaHeaders.ACKNOWLEDGMENT, required = false) Acknowledgment acknowledgment)
                throws Exception {
            for (int i = 0; i < records.size(); i++) {
                try {
                    work(records.get(i), null);
                } catch (IllegalStateException failure) {
                    throw new BatchListenerFailedException("at " + i, failure, i);
                }
            }
            if (acknowledgment != null) {
                acknowledgment.acknowledge();
            }
        }
    }

    static class AsyncMethod extends Work {

        AsyncMethod(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "${topic}", topics = "${topic}")
        @KafkaRetry(attempts = "3", delay = "300ms", layout = "${layout}")
        CompletableFuture<Void> listen(ConsumerRecord<byte[], String> record) {
            Runnable done = journal().begun(record);
            return CompletableFuture.runAsync(
                    () -> {
                        failOnBad(record);
                        done.run();
                    },
                    CompletableFuture.delayedExecutor(record.offset() % 4 * 15, TimeUnit.MILLISECONDS));
        }
    }

    @KafkaListener(id = "${topic}", topics = "${topic}")
    @KafkaRetry(attempts = "3", delay = "300ms", layout = "${layout}")
    static class OnClass extends Work {

        OnClass(Journal journal) {
            super(journal);
        }

        @KafkaHandler
        void listen(
                @Payload String value,
                ConsumerRecord<byte[], String> record,
                @Header(name = KafkaHeaders.ACKNOWLEDGMENT, required = false) Acknowledgment acknowledgment)
                throws Exception {
            work(record, acknowledgment);
        }

        @KafkaHandler
        void listen(Integer none) {
            throw new IllegalArgumentException("no numbers are sent");
        }
    }

    static class ByBean extends Work {

        ByBean(Journal journal) {
            super(journal);
        }

        @Bean
        static RetryTopicConfiguration retryTopics(@Value("${topic}") String topic, KafkaTemplate<?, ?> template) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .maxAttempts(ATTEMPTS)
                    .exponentialBackoff(200, 2, 400)
                    .includeTopic(topic)
                    .create(template);
        }

        @KafkaListener(id = "${topic}", topics = "${topic}")
        void listen(
                ConsumerRecord<byte[], String> record,
                @Header(name = KafkaHeaders.ACKNOWLEDGMENT, required = false) Acknowledgment acknowledgment)
                throws Exception {
            work(record, acknowledgment);
        }
    }
}

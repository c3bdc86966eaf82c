package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.ConcurrentKafkaListenerContainerFactoryConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;

/** One application with a listener for each feature of spring-kafka's listeners and their containers. */
class ListenerFeaturesIT {

    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of(
                        "filtered",
                        "kept-back",
                        "replying",
                        "handled-feature",
                        "informed",
                        "intercepted-calls",
                        "customized",
                        "overriding")
                .forEach(topic -> TestBroker.createTopic(topic, 1));
        TestBroker.createTopic("replies", 1);
        app = TestApp.start(
                List.of(Listener.class, Beans.class, Calls.class),
                "spring.kafka.consumer.properties.interceptor.classes=" + CountingInterceptor.class.getName());
    }

    @AfterAll
    static void verify() {
        try (TestApp running = app) {
            running.verify();
        }
    }

    @Test
    void retriesOnlyWhatAFilterLetsThrough() {
        // when
        send("filtered", "filter bad", "bad", "filter good", "good", "filter last");

        // then
        awaitDead("filtered", 1);
        TestApp.eventually(
                () -> assertThat(TestBroker.committed("g", "filtered")).containsValue(5L));
        assertThat(app.journal().from("filtered"))
                .extracting(each -> each.value() + " " + each.attempt())
                .containsExactlyInAnyOrder("bad 1", "good 1", "bad 2");
    }

    @Test
    void acknowledgesWhatAFilterDiscardsWhereTheListenerAcknowledges() {
        // when
        send("kept-back", "filter bad", "bad", "good", "filter last");

        // then
        awaitDead("kept-back", 1);
        TestApp.eventually(
                () -> assertThat(TestBroker.committed("g", "kept-back")).containsValue(4L));
        assertThat(app.journal().from("kept-back")).hasSize(3);
    }

    @Test
    void sendsRepliesOfRecordsAndOfTheirRetries() {
        // when
        send("replying", "good", "bad once");

        // then
        TestApp.eventually(() -> assertThat(TestBroker.readAll("replies"))
                .extracting(reply -> new String(reply.value(), StandardCharsets.UTF_8))
                .containsExactly("reply to good at 1", "reply to bad once at 2"));
    }

    @Test
    void letsTheErrorHandlerOfAListenerRecoverOrFail() {
        // when
        send("handled-feature", "bad but recovered", "bad and not recovered");

        // then
        awaitDead("handled-feature", 1);
        assertThat(app.journal().of("bad but recovered")).hasSize(1);
        assertThat(app.journal().of("bad and not recovered")).hasSize(2);
        assertThat(RetryHeaders.text(
                        TestBroker.readOnly("handled-feature-g-dlt").headers(), RetryHeaders.CAUSE))
                .contains("IllegalArgumentException");
    }

    @Test
    void tellsListenersTheirInfoAndForwardsNone() {
        // when
        send("informed", "bad");

        // then
        awaitDead("informed", 1);
        assertThat(app.bean(Listener.class).infos).containsExactly("some info", "some info");
        assertThat(RetryHeaders.users(TestBroker.readOnly("informed-g-dlt").headers()))
                .isEmpty();
    }

    @Test
    void callsRecordInterceptorsForEachDelivery() {
        // when
        send("intercepted-calls", "good", "bad");

        // then
        awaitDead("intercepted-calls", 1);
        TestApp.eventually(() -> assertThat(app.bean(Calls.class).of("intercepted-calls"))
                .containsExactly(
                        "intercept good",
                        "success good",
                        "after good",
                        "intercept bad",
                        "failure bad",
                        "after bad",
                        "intercept bad",
                        "failure bad",
                        "after bad"));
    }

    @Test
    void callsConsumerInterceptorsWithWhatIsDeliveredAndCommitted() {
        // when
        send("customized", "bad");

        // then
        awaitDead("customized", 1);
        TestApp.eventually(() -> assertThat(CountingInterceptor.calls)
                .contains(
                        "consume customized bad",
                        "commit customized 1",
                        "consume customized-g-retry-1 bad",
                        "commit customized-g-retry-1 1"));
        assertThat(CountingInterceptor.calls)
                .containsOnlyOnce("consume customized bad", "consume customized-g-retry-1 bad");
    }

    @Test
    void appliesCustomizersAndPostProcessorsToAllContainersOfAListener() {
        for (String id : List.of("customized", "customized-retry")) {
            ConcurrentMessageListenerContainer<?, ?> container =
                    (ConcurrentMessageListenerContainer<?, ?>) app.container(id);
            assertThat(container.getContainerProperties().getShutdownTimeout())
                    .as("customized " + id)
                    .isEqualTo(4_321);
            assertThat(container.getContainerProperties().getAckMode())
                    .as("post-processed " + id)
                    .isEqualTo(AckMode.RECORD);
        }
    }

    @Test
    void appliesThePropertiesOfAListenerToAllItsConsumers() {
        // when
        send("overriding", "bad", "bad", "bad");

        // then
        awaitDead("overriding", 3);
        assertThat(app.container("overriding").metrics().keySet()).allMatch(id -> id.startsWith("mine"));
        assertThat(app.container("overriding-retry").metrics().keySet()).allMatch(id -> id.startsWith("mine-retry"));
        assertThat(app.bean(Listener.class).types).hasSize(6).containsOnly(byte[].class);
    }

    @Test
    void leavesTheNamesOfClientsToKafkaWhereTheListenerGivesNone() {
        TestApp.eventually(() -> {
            assertThat(app.container("informed").metrics().keySet())
                    .isNotEmpty()
                    .allMatch(id -> id.startsWith("consumer-g-"));
            assertThat(app.container("informed-retry").metrics().keySet())
                    .isNotEmpty()
                    .allMatch(id -> id.startsWith("consumer-g-retry-"));
        });
    }

    private static void send(String topic, String... values) {
        Stream.of(values).forEach(value -> TestBroker.send(topic, value));
    }

    private static void awaitDead(String topic, int count) {
        TestApp.eventually(() -> assertThat(TestBroker.count(topic + "-g-dlt")).isEqualTo(count));
    }

    static class Listener extends Failing {

        private final Queue<String> infos = new ConcurrentLinkedQueue<>();
        private final Queue<Class<?>> types = new ConcurrentLinkedQueue<>();

        Listener(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "filtered", topics = "filtered", groupId = "g", filter = "marked")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void filtered(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }

        @KafkaListener(id = "kept-back", topics = "kept-back", groupId = "g", containerFactory = "acknowledging")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void keptBack(ConsumerRecord<String, String> record, Acknowledgment acknowledgment) throws Exception {
            failOnBad(record);
            acknowledgment.acknowledge();
        }

        @KafkaListener(id = "replying", topics = "replying", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "100ms")
        @SendTo("replies")
        String replying(ConsumerRecord<String, String> record) throws Exception {
            int attempt = RetryHeaders.attempt(record.headers(), 1);
            journal().deliver(record, () -> {
                if (record.value().equals("bad once") && attempt == 1) {
                    throw new IllegalStateException("no good");
                }
            });
            return "reply to " + record.value() + " at " + attempt;
        }

        @KafkaListener(id = "handled-feature", topics = "handled-feature", groupId = "g", errorHandler = "recovering")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void handled(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }

        @KafkaListener(id = "informed", topics = "informed", groupId = "g", info = "some info")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void informed(ConsumerRecord<String, String> record, @Header(KafkaHeaders.LISTENER_INFO) String info)
                throws Exception {
            infos.add(info);
            failOnBad(record);
        }

        @KafkaListener(id = "intercepted-calls", topics = "intercepted-calls", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void intercepted(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }

        @KafkaListener(id = "customized", topics = "customized", groupId = "g", containerPostProcessor = "byRecord")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void customized(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }

        @KafkaListener(
                id = "overriding",
                topics = "overriding",
                groupId = "g",
                clientIdPrefix = "mine",
                properties = "value.deserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void overriding(ConsumerRecord<String, ?> record) throws Exception {
            types.add(record.value().getClass());
            journal().deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        ConcurrentKafkaListenerContainerFactory<Object, Object> kafkaListenerContainerFactory(
                ConcurrentKafkaListenerContainerFactoryConfigurer configurer,
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            configurer.configure(factory, consumers);
            ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> customizer =
                    container -> container.getContainerProperties().setShutdownTimeout(4_321);
            factory.setContainerCustomizer(customizer);
            return factory;
        }

        @Bean
        ConcurrentKafkaListenerContainerFactory<Object, Object> acknowledging(
                ConcurrentKafkaListenerContainerFactoryConfigurer configurer,
                ConsumerFactory<Object, Object> consumers,
                Journal journal) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            configurer.configure(factory, consumers);
            factory.getContainerProperties().setAckMode(AckMode.MANUAL_IMMEDIATE);
            factory.setRecordFilterStrategy(marked(journal));
            factory.setAckDiscarded(true);
            return factory;
        }

        @Bean(autowireCandidate = false)
        RecordFilterStrategy<Object, Object> marked(Journal journal) {
            return record -> {
                boolean discarded = record.value().toString().startsWith("filter");
                if (discarded) {
                    journal.ended(record);
                }
                return discarded;
            };
        }

        @Bean
        KafkaListenerErrorHandler recovering(Journal journal) {
            return (message, failure) -> {
                ConsumerRecord<?, ?> record = (ConsumerRecord<?, ?>) message.getPayload();
                if (record.value().equals("bad but recovered")) {
                    journal.ended(record);
                    return null;
                }
                throw new IllegalArgumentException("handled-feature", failure);
            };
        }

        @Bean
        ContainerPostProcessor<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> byRecord() {
            return container -> container.getContainerProperties().setAckMode(AckMode.RECORD);
        }
    }

    static class Calls implements RecordInterceptor<Object, Object> {

        private final Queue<String> all = new ConcurrentLinkedQueue<>();

        List<String> of(String topic) {
            return all.stream()
                    .filter(each -> each.startsWith(topic))
                    .map(each -> each.substring(topic.length() + 1))
                    .toList();
        }

        private void add(String what, ConsumerRecord<Object, Object> record) {
            all.add(record.topic().replaceAll("-g-retry-1$", "") + " " + what + " " + record.value());
        }

        @Override
        public ConsumerRecord<Object, Object> intercept(
                ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
            add("intercept", record);
            return record;
        }

        @Override
        public void success(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
            add("success", record);
        }

        @Override
        public void failure(
                ConsumerRecord<Object, Object> record, Exception failure, Consumer<Object, Object> consumer) {
            add("failure", record);
        }

        @Override
        public void afterRecord(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
            add("after", record);
        }
    }

    /** Made by the application's consumers. */
    public static class CountingInterceptor implements ConsumerInterceptor<Object, Object> {

        private static final Queue<String> calls = new ConcurrentLinkedQueue<>();

        @Override
        public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
            records.forEach(record -> calls.add("consume " + record.topic() + " " + record.value()));
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            offsets.forEach((partition, offset) -> calls.add("commit " + partition.topic() + " " + offset.offset()));
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }
}

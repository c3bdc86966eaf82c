package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.retrytopic.DltStrategy;

class AttributesIT {

    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of(
                        "attr-timed",
                        "attr-spread",
                        "attr-held",
                        "attr-idle",
                        "attr-dropped",
                        "attr-wide",
                        "attr-other",
                        "attr-configured")
                .forEach(topic -> TestBroker.createTopic(topic, 1));
        List.of("attr-given", "attr-given-retry", "attr-given-dlt").forEach(topic -> TestBroker.createTopic(topic, 2));
        app = TestApp.start(List.of(Factories.class, Springs.class, Idle.class, Ours.class, Configured.class));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void givesNoFurtherAttemptWhenTheTimeIsOver() {
        // when
        TestBroker.send("attr-timed", "timed");

        // then
        TestApp.eventually(() -> assertThat(TestBroker.count("attr-timed-dlt")).isEqualTo(1));
        assertThat(app.journal().of("timed")).hasSizeBetween(1, 2);
        assertThat(RetryHeaders.text(TestBroker.readOnly("attr-timed-dlt").headers(), RetryHeaders.REASON))
                .isEqualTo("timed-out");
    }

    @Test
    void givesTheContainersTheirConcurrencyAndFactory() {
        assertThat(concurrency("timed")).isEqualTo(1);
        assertThat(concurrency("timed-retry")).isEqualTo(2);
        assertThat(concurrency("timed-dlt")).isEqualTo(2);
        assertThat(app.container("timed").getContainerProperties().getAckMode()).isEqualTo(AckMode.BATCH);
        assertThat(app.container("timed-retry").getContainerProperties().getAckMode())
                .isEqualTo(AckMode.RECORD);
        assertThat(app.container("timed-dlt").getContainerProperties().getAckMode())
                .isEqualTo(AckMode.RECORD);
    }

    @Test
    void startsTheDeadLetterHandlerOnlyWhenToldTo() {
        // when
        TestBroker.send("attr-held", "held");

        // then
        TestApp.eventually(() -> assertThat(TestBroker.count("attr-held-dlt")).isEqualTo(1));
        assertThat(app.container("held-retry").isRunning()).isTrue();
        assertThat(app.container("held-dlt").isRunning()).isFalse();
        app.container("held-dlt").start();
        TestApp.eventually(() -> assertThat(app.bean(Springs.class).dead).contains("held"));
    }

    @Test
    void startsTheDeadLetterHandlerAlsoWhereTheOtherContainersAreStartedByHand() {
        // given
        assertThat(app.container("idle").isRunning()).isFalse();
        assertThat(app.container("idle-retry").isRunning()).isFalse();
        TestApp.eventually(
                () -> assertThat(app.container("idle-dlt").isRunning()).isTrue());

        // when
        app.container("idle").start();
        app.container("idle-retry").start();
        TestBroker.send("attr-idle", "idle");

        // then
        TestApp.eventually(() -> assertThat(app.bean(Idle.class).dead).containsExactly("idle"));
    }

    @Test
    void dropsWhatNoAttemptCouldProcessWithoutDeadLetterTopic() {
        // when
        TestBroker.send("attr-dropped", "dropped");

        // then
        TestApp.eventually(() -> assertThat(TestBroker.committed("dropped-retry", "attr-dropped-retry"))
                .containsValue(1L));
        assertThat(app.journal().of("dropped")).hasSize(2);
        assertThat(TestBroker.topics()).doesNotContain("attr-dropped-dlt");
    }

    @Test
    void createsTopicsAsToldAndLeavesThoseThatExist() {
        assertThat(TestBroker.ends(List.of("attr-wide-retry"))).hasSize(3);
        assertThat(TestBroker.ends(List.of("attr-wide-dlt"))).hasSize(3);
        assertThat(TestBroker.ends(List.of("attr-given-retry"))).hasSize(2);
    }

    @Test
    void forwardsWithTheProducersOfTheNamedTemplate() {
        // when
        TestBroker.send("attr-other", "other");

        // then
        TestApp.eventually(() -> assertThat(TestBroker.count("attr-other-dlt")).isEqualTo(1));
        assertThat(Intercepting.TOPICS).containsExactly("attr-other-retry", "attr-other-dlt");
    }

    @Test
    void givesEachRetryTopicOfOursAContainerWhenToldTo() {
        // when
        TestBroker.send("attr-spread", "spread");

        // then
        TestApp.eventually(
                () -> assertThat(TestBroker.count("attr-spread-g-dlt")).isEqualTo(1));
        assertThat(app.journal().of("spread"))
                .extracting(each -> each.place().group() + " " + each.place().topic())
                .containsExactly(
                        "g attr-spread",
                        "g-retry-1 attr-spread-g-retry-1",
                        "g-retry-2 attr-spread-g-retry-2",
                        "g-retry-1 attr-spread-g-retry-1");
        assertThat(app.journal().of("spread")).extracting(Delivery::attempt).containsExactly(1, 2, 3, 4);
        assertThat(app.containerIds())
                .filteredOn(id -> id.startsWith("spread"))
                .containsExactly("spread", "spread-dlt", "spread-retry-1", "spread-retry-2");
        assertThat(app.container("spread-dlt").getGroupId()).isEqualTo("g-dlt");
    }

    @Test
    void readsAttributesFromTheBeanOfTheListenerWhenThatIsInitialized() {
        // when
        TestBroker.send("attr-configured", "configured");

        // then
        TestApp.eventually(
                () -> assertThat(TestBroker.count("attr-configured-g-dlt")).isEqualTo(1));
        Delivery second = app.journal().of("configured").get(1);
        assertThat(second.dueAtMs()).isLessThanOrEqualTo(second.writtenAtMs() + 70);
    }

    private static int concurrency(String id) {
        return ((ConcurrentMessageListenerContainer<?, ?>) app.container(id)).getConcurrency();
    }

    private static void fail(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            throw new IllegalStateException("no good");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Factories {

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> byRecord(
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory(consumers);
            factory.getContainerProperties().setAckMode(AckMode.RECORD);
            return factory;
        }

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> byHand(
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory(consumers);
            factory.setAutoStartup(false);
            return factory;
        }

        @Bean(defaultCandidate = false)
        static KafkaTemplate<String, String> intercepted() {
            return new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    TestBroker.address(),
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                    Intercepting.class.getName(),
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    StringSerializer.class,
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                    StringSerializer.class)));
        }
    }

    /** Notes which topics are written. */
    public static final class Intercepting implements ProducerInterceptor<Object, Object> {

        private static final Queue<String> TOPICS = new ConcurrentLinkedQueue<>();

        @Override
        public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
            TOPICS.add(record.topic());
            return record;
        }

        @Override
        public void onAcknowledgement(org.apache.kafka.clients.producer.RecordMetadata metadata, Exception failure) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    static class Springs {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Springs(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "timed", topics = "attr-timed")
        @RetryableTopic(
                attempts = "5",
                backOff = @BackOff(delay = 400),
                timeout = "100",
                concurrency = "2",
                listenerContainerFactory = "byRecord")
        void timed(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "held", topics = "attr-held")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), autoStartDltHandler = "false")
        void held(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "dropped", topics = "attr-dropped")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), dltStrategy = DltStrategy.NO_DLT)
        void dropped(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "wide", topics = "attr-wide")
        @RetryableTopic(numPartitions = "3", replicationFactor = "1")
        void wide(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "given", topics = "attr-given")
        @RetryableTopic(autoCreateTopics = "false", numPartitions = "5")
        void given(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "other", topics = "attr-other")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), kafkaTemplate = "intercepted")
        void other(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @DltHandler
        void dead(String value) {
            dead.add(value);
        }
    }

    static class Idle {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Idle(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "idle", topics = "attr-idle", containerFactory = "byHand")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), autoStartDltHandler = "true")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @DltHandler
        void dead(String value) {
            dead.add(value);
        }
    }

    /** Knows its delay only when it is initialized. */
    static class Configured implements InitializingBean {

        private final Journal journal;
        private List<Duration> delays;

        Configured(Journal journal) {
            this.journal = journal;
        }

        @Override
        public void afterPropertiesSet() {
            delays = List.of(Duration.ofMillis(70));
        }

        public List<Duration> getDelays() {
            return delays;
        }

        @KafkaListener(id = "configured", topics = "attr-configured", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "#{__listener.delays.get(0)}")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    static class Ours {

        private final Journal journal;

        Ours(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "spread", topics = "attr-spread", groupId = "g")
        @KafkaRetry(
                delays = {"50ms", "100ms", "50ms"},
                layout = "per-topic")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.redrive.KafkaRetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

class TwoClustersIT {

    private static final EmbeddedKafkaKraftBroker FAR = new EmbeddedKafkaKraftBroker(1, 1);
    private static Admin farAdmin;

    @BeforeAll
    static void startTheSecondBroker() {
        FAR.brokerProperties(Map.of(
                "auto.create.topics.enable", "false",
                "group.initial.rebalance.delay.ms", "0",
                "offsets.topic.num.partitions", "5"));
        // By default it would become the broker of all applications in this JVM.
        FAR.brokerListProperty("far.brokers");
        FAR.afterPropertiesSet();
        farAdmin = Admin.create(Map.of("bootstrap.servers", FAR.getBrokersAsString()));
    }

    @AfterAll
    static void stopIt() {
        farAdmin.close();
        FAR.destroy();
    }

    @Test
    void keepsTheTopicsOfEachListenerOnItsOwnClusterWithoutAnyAdminBean() {
        // given
        TestBroker.createTopic("clusters-near", 2);
        TestBroker.await(farAdmin.createTopics(List.of(new NewTopic("clusters-far", 3, (short) 1)))
                .all());
        try (TestApp app = TestApp.start(
                List.of(Far.class, Near.class, FarAway.class, NoAdmin.class), "far=" + FAR.getBrokersAsString())) {
            // when
            TestBroker.send("clusters-near", "near bad");
            app.bean(FarAway.class).template.send("clusters-far", "far bad").join();

            // then
            verifyRetried(app, "near");
            verifyRetried(app, "far");
            assertThat(TestBroker.topics())
                    .contains("clusters-near-near-retry-1", "clusters-near-near-dlt")
                    .noneMatch(topic -> topic.startsWith("clusters-far"));
            Set<String> farTopics = TestBroker.await(farAdmin.listTopics().names());
            assertThat(farTopics).contains("clusters-far-far-retry-1", "clusters-far-far-dlt");
            assertThat(farTopics).noneMatch(topic -> topic.startsWith("clusters-near"));
            assertThat(TestBroker.await(farAdmin.describeTopics(List.of("clusters-far-far-retry-1"))
                                    .allTopicNames())
                            .get("clusters-far-far-retry-1")
                            .partitions())
                    .hasSize(3);
        }
    }

    @Test
    void aClusterThatCannotBeReachedHoldsUpNoListenerOfTheOther() {
        // given
        TestBroker.createTopic("clusters-near-alone", 1);
        TestBroker.send("clusters-near-alone", "alone bad");

        // when
        try (TestApp app = TestApp.start(List.of(Far.class, Alone.class, FarAway.class), "far=127.0.0.1:1")) {
            // then
            verifyRetried(app, "alone");
            assertThat(app.container("far").isRunning()).isFalse();
        }
    }

    @Test
    void refusesAListenerWhoseForwardsWouldGoToAnotherClusterThanItReads() {
        // when
        Throwable thrown = catchThrowable(
                () -> TestApp.builder(List.of(Crossed.class, FarAway.class), "far=" + FAR.getBrokersAsString())
                        .run()
                        .close());

        // then
        FailureAnalysis analysis = new RedriveFailureAnalyzer().analyze(thrown);
        assertThat(analysis).as("analysis of " + thrown).isNotNull();
        assertThat(analysis.getDescription())
                .contains("Listener crossed reads from [" + FAR.getBrokersAsString() + "]")
                .contains("would be written to [" + TestBroker.address() + "]");
        assertThat(analysis.getAction()).contains("kafkaTemplate");
    }

    @Test
    void startsAListenerWhoseClustersCannotBeToldApartYet() {
        // when
        try (TestApp app = TestApp.start(List.of(Crossed.class, FarAway.class), "far=127.0.0.1:1")) {
            // then
            assertThat(app.container("crossed").isRunning()).isFalse();
        }
    }

    @Test
    void givesUpWaitingForAClusterWhenTheApplicationFailsToStart() {
        // when
        Throwable thrown = catchThrowable(
                () -> TestApp.builder(List.of(Far.class, FarAway.class, FailsInTheEnd.class), "far=127.0.0.1:1")
                        .run());

        // then
        assertThat(thrown).hasMessage("in the end");
        assertThat(FailsInTheEnd.STARTER.get().isRunning()).isFalse();
    }

    private static void verifyRetried(TestApp app, String id) {
        TestApp.eventually(() -> assertThat(app.journal().of(id + " bad"))
                .extracting(each -> each.place().group(), Journal.Delivery::attempt)
                .containsExactly(tuple(id, 1), tuple(id + "-retry", 2), tuple(id + "-dlt", 3)));
    }

    /** The connection to the second cluster. */
    @Configuration(proxyBeanMethods = false)
    static class FarAway {

        private final KafkaTemplate<String, String> template;

        FarAway(@Value("${far}") String servers) {
            this.template = new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                    Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                    new StringSerializer(),
                    new StringSerializer()));
        }

        @Bean
        KafkaTemplate<?, ?> nearTemplate(ProducerFactory<?, ?> near) {
            return new KafkaTemplate<>(near);
        }

        @Bean
        KafkaTemplate<String, String> farTemplate() {
            return template;
        }

        @Bean
        ConcurrentKafkaListenerContainerFactory<String, String> farContainers(@Value("${far}") String servers) {
            Map<String, Object> configs = new HashMap<>();
            configs.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
            configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            configs.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
            configs.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
            ConcurrentKafkaListenerContainerFactory<String, String> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(configs));
            return factory;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoAdmin {

        @Bean
        static BeanDefinitionRegistryPostProcessor withoutAdmin() {
            return registry -> {
                for (String name : registry.getBeanDefinitionNames()) {
                    if (name.equals("kafkaAdmin")) {
                        registry.removeBeanDefinition(name);
                    }
                }
            };
        }
    }

    static class FailsInTheEnd implements ApplicationListener<ContextRefreshedEvent> {

        private static final AtomicReference<RetryListenerStarter> STARTER = new AtomicReference<>();

        FailsInTheEnd(RetryListenerStarter started) {
            STARTER.set(started);
        }

        @Override
        public void onApplicationEvent(ContextRefreshedEvent refreshed) {
            throw new IllegalStateException("in the end");
        }
    }

    /** A listener whose records are all bad. */
    abstract static class Bad {

        private final Journal journal;

        Bad(Journal journal) {
            this.journal = journal;
        }

        void fail(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }

    static class Far extends Bad {

        Far(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "far", topics = "clusters-far", containerFactory = "farContainers")
        @KafkaRetry(attempts = "2", delay = "100ms", kafkaTemplate = "farTemplate")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Near extends Bad {

        Near(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "near", topics = "clusters-near")
        @KafkaRetry(attempts = "2", delay = "100ms", kafkaTemplate = "nearTemplate")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Alone extends Bad {

        Alone(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "alone", topics = "clusters-near-alone")
        @KafkaRetry(attempts = "2", delay = "100ms", kafkaTemplate = "nearTemplate")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }

    static class Crossed extends Bad {

        Crossed(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "crossed", topics = "clusters-far", containerFactory = "farContainers")
        @KafkaRetry(attempts = "2", delay = "100ms", kafkaTemplate = "nearTemplate")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }
    }
}

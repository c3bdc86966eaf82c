package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.util.backoff.FixedBackOff;

@ExtendWith(OutputCaptureExtension.class)
class YamlListenersIT {

    private static final String[] PROPERTIES = {
        "redrive.defaults.attempts=2",
        "redrive.listeners.yaml-plain.delays=100ms,200ms",
        "redrive.listeners.yaml-plain.exclude=java.lang.IllegalArgumentException",
        "redrive.listeners.yaml-class.delay=100ms",
        "redrive.listeners.yaml-batch.delay=100ms",
        "redrive.listeners.yaml-annotated.attempts=4",
        "redrive.listeners.yaml-annotated.layout=per-topic",
        "redrive.listeners.yaml-plain.dead-letters.by-exception.fatal=java.lang.IllegalArgumentException",
        "redrive.listeners.yaml-plain.headers.exception-message=false",
        "redrive.listeners.yaml-plain.topics.configs.segment.ms=3600000",
        "redrive.listeners.yaml-springs.attempts=2",
        "redrive.listeners.yaml-springs.layout=shared",
        "redrive.listeners.yaml-springs.dead-letters.topic=yaml-springs-buried",
        "redrive.listeners.yaml-bean.concurrency=2",
        "redrive.listeners.yaml-left.enabled=false"
    };

    @BeforeAll
    static void createTopics() {
        List.of(
                        "yaml-plain",
                        "yaml-class",
                        "yaml-batch",
                        "yaml-annotated",
                        "yaml-springs",
                        "yaml-bean",
                        "yaml-left",
                        "yaml-untouched",
                        "yaml-untouched-batch",
                        "yaml-untouched-class",
                        "yaml-lazy")
                .forEach(topic -> TestBroker.createTopic(topic, 1));
    }

    @Test
    void retriesWhatTheConfigurationNamesAndLeavesTheOthersAsTheyAre(CapturedOutput output) {
        // given
        try (TestApp app = TestApp.start(
                List.of(Plain.class, OnClass.class, Annotated.class, ByBean.class, UntouchedClass.class, Errors.class),
                PROPERTIES)) {
            // when
            List.of("yaml-plain", "yaml-class", "yaml-batch", "yaml-annotated", "yaml-springs", "yaml-bean")
                    .forEach(topic -> TestBroker.send(topic, "bad " + topic));
            TestBroker.send("yaml-plain", "fatal");
            List.of("yaml-left", "yaml-untouched", "yaml-untouched-batch", "yaml-untouched-class")
                    .forEach(topic -> TestBroker.send(topic, "bad " + topic));

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(Plain.class).dead)
                        .containsExactlyInAnyOrder("bad yaml-plain", "bad yaml-batch", "fatal");
                assertThat(TestBroker.count("yaml-class-yaml-class-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("yaml-batch-yaml-batch-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("yaml-annotated-yaml-annotated-dlt"))
                        .isEqualTo(1);
                assertThat(TestBroker.count("yaml-springs-buried")).isEqualTo(1);
                assertThat(TestBroker.count("yaml-bean-dlt")).isEqualTo(1);
                assertThat(app.bean(Errors.class).handled)
                        .containsExactlyInAnyOrder(
                                "bad yaml-left",
                                "bad yaml-untouched",
                                "bad yaml-untouched-batch",
                                "bad yaml-untouched-class");
            });
            assertThat(attempts(app, "bad yaml-plain")).containsExactly(1, 2, 3);
            assertThat(attempts(app, "fatal")).containsExactly(1);
            ConsumerRecord<byte[], byte[]> fatal = TestBroker.readOnly("yaml-plain-yaml-plain-fatal-dlt");
            assertThat(fatal.value()).isEqualTo(RetryHeaders.bytes("fatal"));
            assertThat(fatal.headers().lastHeader(KafkaHeaders.EXCEPTION_CAUSE_FQCN))
                    .isNotNull();
            assertThat(fatal.headers().lastHeader(KafkaHeaders.EXCEPTION_MESSAGE))
                    .isNull();
            ConfigResource made = new ConfigResource(ConfigResource.Type.TOPIC, fatal.topic());
            assertThat(TestBroker.await(TestBroker.admin()
                                    .describeConfigs(List.of(made))
                                    .values()
                                    .get(made))
                            .get("segment.ms")
                            .value())
                    .isEqualTo("3600000");
            assertThat(attempts(app, "bad yaml-class")).containsExactly(1, 2);
            assertThat(attempts(app, "bad yaml-batch")).containsExactly(1, 2);
            assertThat(attempts(app, "bad yaml-annotated")).containsExactly(1, 2, 3, 4);
            assertThat(attempts(app, "bad yaml-springs")).containsExactly(1, 2);
            assertThat(attempts(app, "bad yaml-bean")).containsExactly(1, 2, 3);
            assertThat(TestBroker.topics())
                    .noneMatch(topic -> topic.startsWith("yaml-untouched") && topic.matches(".*(retry|dlt).*"))
                    .noneMatch(topic -> topic.startsWith("yaml-left-"));
            assertThat(output.getAll().lines())
                    .as("which of its listeners the application's error handler is not called for")
                    .filteredOn(line -> line.contains("is not called for this listener"))
                    .hasSize(6)
                    .anyMatch(line -> line.contains("[yaml-plain] The error handler "
                            + app.bean(CommonErrorHandler.class).getClass().getName()
                            + " is not called for this listener, whose failures Redrive retries"));
            app.verify();
        }
    }

    @Test
    void givesTheContainersOfNamedListenersTheirSettingsAndTheOthersThoseOfTheApplication() {
        // when
        try (TestApp app = TestApp.start(
                List.of(Plain.class, OnClass.class, Annotated.class, ByBean.class, UntouchedClass.class, Errors.class),
                PROPERTIES)) {
            // then
            CommonErrorHandler applications = app.bean(CommonErrorHandler.class);
            assertThat(List.of("yaml-left", "yaml-untouched", "yaml-untouched-batch", "yaml-untouched-class"))
                    .allSatisfy(id -> {
                        ConcurrentMessageListenerContainer<?, ?> container = concurrent(app.container(id));
                        assertThat(container.getCommonErrorHandler()).isSameAs(applications);
                        assertThat(app.containerIds()).doesNotContain(id + "-retry", id + "-dlt");
                    });
            assertThat(concurrent(app.container("yaml-plain")).getCommonErrorHandler())
                    .isNotSameAs(applications);
            assertThat(app.container("yaml-untouched-paused").isRunning())
                    .as("started, against what its annotation says")
                    .isFalse();
            assertThat(app.container("yaml-untouched-paused")
                            .getContainerProperties()
                            .getGroupId())
                    .isEqualTo("of-its-own");
            assertThat(app.containerIds())
                    .contains("yaml-plain-retry", "yaml-annotated-retry-1", "yaml-springs-retry")
                    .doesNotContain("yaml-annotated-retry", "yaml-springs-dlt");
            assertThat(concurrent(app.container("yaml-bean-retry")).getConcurrency())
                    .isEqualTo(2);
        }
    }

    @Test
    void retriesAListenerThatIsMadeLater(CapturedOutput output) {
        // given
        try (TestApp app = TestApp.start(
                List.of(LazyListener.class),
                "redrive.listeners.yaml-lazy.attempts=2",
                "redrive.listeners.yaml-lazy.delay=100ms",
                "redrive.listeners.misspelled.attempts=2")) {
            assertThat(output)
                    .as("no refusal, as ids may come later")
                    .contains("redrive.listeners.misspelled: no @KafkaListener has the id 'misspelled'")
                    .doesNotContain("has the id 'yaml-lazy'");

            // when
            app.bean(LazyListener.class);
            TestBroker.send("yaml-lazy", "bad yaml-lazy");

            // then
            TestApp.eventually(() ->
                    assertThat(TestBroker.count("yaml-lazy-yaml-lazy-dlt")).isEqualTo(1));
            assertThat(attempts(app, "bad yaml-lazy")).containsExactly(1, 2);
            app.verify();
        }
    }

    private static List<Integer> attempts(TestApp app, String value) {
        return app.journal().of(value).stream().map(Delivery::attempt).toList();
    }

    private static ConcurrentMessageListenerContainer<?, ?> concurrent(MessageListenerContainer container) {
        return (ConcurrentMessageListenerContainer<?, ?>) container;
    }

    /** Notes what reaches the application's own error handler, which gives a record up at once. */
    @Configuration(proxyBeanMethods = false)
    static class Errors {

        private final Queue<String> handled = new ConcurrentLinkedQueue<>();
        private final Journal journal;

        Errors(Journal journal) {
            this.journal = journal;
        }

        @Bean
        CommonErrorHandler applicationsErrorHandler() {
            return new DefaultErrorHandler(
                    (record, failure) -> {
                        handled.add(record.value().toString());
                        journal.ended(record);
                    },
                    new FixedBackOff(0, 0));
        }
    }

    static class Plain {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Plain(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "yaml-plain", topics = "yaml-plain")
        void plain(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "yaml-batch", topics = "yaml-batch", batch = "true")
        void batch(List<ConsumerRecord<String, String>> records) throws Exception {
            fail(journal, records.get(0));
        }

        @KafkaListener(id = "yaml-untouched", topics = "yaml-untouched")
        void untouched(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "yaml-untouched-batch", topics = "yaml-untouched-batch", batch = "true")
        void untouchedBatch(List<ConsumerRecord<String, String>> records) throws Exception {
            fail(journal, records.get(0));
        }

        @KafkaListener(
                id = "yaml-untouched-paused",
                topics = "yaml-untouched",
                groupId = "of-its-own",
                autoStartup = "false")
        void untouchedPaused(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "yaml-left", topics = "yaml-left")
        @KafkaRetry
        void left(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @DltHandler
        void dead(String value) {
            dead.add(value);
        }
    }

    @KafkaListener(id = "yaml-class", topics = "yaml-class")
    static class OnClass {

        private final Journal journal;

        OnClass(Journal journal) {
            this.journal = journal;
        }

        @KafkaHandler
        void text(String value, ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    @KafkaListener(id = "yaml-untouched-class", topics = "yaml-untouched-class")
    static class UntouchedClass {

        private final Journal journal;

        UntouchedClass(Journal journal) {
            this.journal = journal;
        }

        @KafkaHandler
        void text(String value, ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    static class Annotated {

        private final Journal journal;

        Annotated(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "yaml-annotated", topics = "yaml-annotated")
        @KafkaRetry(attempts = "3", delay = "50ms", multiplier = "2")
        void annotated(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }

        @KafkaListener(id = "yaml-springs", topics = "yaml-springs")
        @RetryableTopic(attempts = "5", backOff = @BackOff(delay = 100))
        void springs(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    static class ByBean {

        private final Journal journal;

        ByBean(Journal journal) {
            this.journal = journal;
        }

        @Bean
        static RetryTopicConfiguration yamlBean(KafkaTemplate<?, ?> template) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .maxAttempts(3)
                    .fixedBackOff(100)
                    .includeTopic("yaml-bean")
                    .create(template);
        }

        @KafkaListener(id = "yaml-bean", topics = "yaml-bean")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    @Lazy
    static class LazyListener {

        private final Journal journal;

        LazyListener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "yaml-lazy", topics = "yaml-lazy")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            fail(journal, record);
        }
    }

    private static void fail(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (record.value().startsWith("fatal")) {
                throw new IllegalArgumentException("never any good");
            }
            throw new IllegalStateException("no good");
        });
    }
}

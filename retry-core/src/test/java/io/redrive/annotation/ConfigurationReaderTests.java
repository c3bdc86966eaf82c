package io.redrive.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.RedriveConfigurationException;
import io.redrive.classify.Classification;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.DeadLetterValues;
import io.redrive.settings.DiagnosticValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.annotation.KafkaListenerAnnotationBeanPostProcessor;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.support.converter.ConversionException;
import org.springframework.util.backoff.FixedBackOff;

class ConfigurationReaderTests {

    private static final String DEFAULT_FACTORY =
            KafkaListenerAnnotationBeanPostProcessor.DEFAULT_KAFKA_LISTENER_CONTAINER_FACTORY_BEAN_NAME;

    private final GenericApplicationContext context = new GenericApplicationContext();
    private final KafkaTemplate<String, String> template =
            new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of()));
    private final ConcurrentKafkaListenerContainerFactory<String, String> usual =
            new ConcurrentKafkaListenerContainerFactory<>();
    private final ConcurrentKafkaListenerContainerFactory<String, String> other =
            new ConcurrentKafkaListenerContainerFactory<>();

    @BeforeEach
    void defineBeans() {
        context.registerBean(DEFAULT_FACTORY, ConcurrentKafkaListenerContainerFactory.class, () -> usual);
        context.registerBean("other", ConcurrentKafkaListenerContainerFactory.class, () -> other);
        context.registerBean("handlers", Handlers.class, Handlers::new);
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void readsTheDefaults() {
        ListenerDefinition definition = read(RetryTopicConfigurationBuilder.newInstance());

        assertThat(definition.naming().chain("orders", "g").retryTopics())
                .containsExactly(new RetryTopic("orders-retry", Duration.ofSeconds(1)));
        assertThat(definition.naming().chain("orders", "g").deadLetterTopics()).containsExactly("orders-dlt");
        assertThat(definition.backOff().attempts()).isEqualTo(3);
        assertThat(definition.levels()).containsExactly(0, 0);
        assertThat(definition.timeout()).isNull();
        assertThat(definition.settings()).isEqualTo(TopicSettings.LIKE_MAIN_TOPIC);
        assertThat(definition.deadLetterHandler()).isNull();
        assertThat(definition.deadLetterTries()).isEqualTo(3);
        assertThat(definition.startDeadLetterHandler()).isNull();
        assertThat(definition.concurrency()).isNull();
        assertThat(definition.sender().get().producers()).isSameAs(template.getProducerFactory());
        assertThat(Objects.requireNonNull(definition.containerFactory()).get()).isSameAs(usual);
        assertThat(definition.classifier().classify(new IllegalStateException()))
                .isEqualTo(Classification.RETRYABLE);
        assertThat(definition.classifier().classify(new IllegalStateException(new ConversionException("bad", null))))
                .isEqualTo(Classification.FATAL);
    }

    @Test
    void readsDelaysAndTheNamesThatFollowFromThem() {
        ListenerDefinition definition = read(RetryTopicConfigurationBuilder.newInstance()
                .maxAttempts(6)
                .exponentialBackoff(20, 3, 100)
                .retryTopicSuffix("-again")
                .dltSuffix("-dead"));

        assertThat(definition.naming().chain("orders", "g").retryTopics())
                .extracting(RetryTopic::name)
                .containsExactly("orders-again-20", "orders-again-60", "orders-again-100");
        assertThat(definition.suffixes().retry()).containsExactly("-again-20", "-again-60", "-again-100");
        assertThat(definition.suffixes().deadLetter()).containsExactly("-dead");
        assertThat(definition.levels()).containsExactly(0, 1, 2, 2, 2);
        assertThat(definition.backOff().delays())
                .extracting(Duration::toMillis)
                .containsExactly(20L, 60L, 100L, 100L, 100L);
    }

    @Test
    void findsTheNumberOfAttemptsWhateverElseIsConfigured() {
        for (int attempts : List.of(1, 2, 3, 40, 400)) {
            assertThat(read(RetryTopicConfigurationBuilder.newInstance()
                                    .maxAttempts(attempts)
                                    .retryOn(IOException.class)
                                    .doNotRetryOnDltFailure()
                                    .timeoutAfter(100)
                                    .autoCreateTopicsWith(7, (short) 2))
                            .backOff()
                            .attempts())
                    .isEqualTo(attempts);
        }
        assertThat(read(RetryTopicConfigurationBuilder.newInstance()
                                .maxAttempts(5)
                                .doNotConfigureDlt())
                        .backOff()
                        .attempts())
                .isEqualTo(5);
    }

    @Test
    void retriesAtOnceWhereTheBackOffEndsEarly() {
        assertThat(read(RetryTopicConfigurationBuilder.newInstance()
                                .maxAttempts(3)
                                .customBackoff(new FixedBackOff(20, 1)))
                        .backOff()
                        .delays())
                .containsExactly(Duration.ofMillis(20), Duration.ZERO);
    }

    @Test
    void readsWhichFailuresAreRetriedAndWhereTheOthersGo() {
        ListenerDefinition definition = read(RetryTopicConfigurationBuilder.newInstance()
                .retryOn(IOException.class)
                .traversingCauses()
                .dltRoutingRules(Map.of("-io", Set.of(IOException.class))));

        assertThat(definition.classifier().classify(new UncheckedIOException(new IOException())))
                .isEqualTo(Classification.RETRYABLE);
        assertThat(definition.classifier().classify(new IllegalStateException()))
                .isEqualTo(Classification.FATAL);
        assertThat(definition.naming().chain("orders", "g").deadLetterTopics())
                .containsExactly("orders-dlt", "orders-io-dlt");
        assertThat(definition.deadLetterRules()).containsExactly(Set.of(IOException.class));
    }

    @Test
    void readsTheOtherSettings() {
        ListenerDefinition definition = read(RetryTopicConfigurationBuilder.newInstance()
                .timeoutAfter(5_000)
                .autoCreateTopicsWith(6, (short) 2)
                .dltHandlerMethod("handlers", "dead")
                .doNotRetryOnDltFailure()
                .autoStartDltHandler(false)
                .concurrency(3)
                .listenerFactory("other"));

        assertThat(definition.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(definition.settings())
                .isEqualTo(
                        new TopicSettings(TopicMode.CREATE, 6, (short) 2, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION));
        DeadLetterHandler handler = Objects.requireNonNull(definition.deadLetterHandler());
        assertThat(handler.bean()).isSameAs(context.getBean(Handlers.class));
        assertThat(handler.method().getName()).isEqualTo("dead");
        assertThat(definition.deadLetterTries()).isEqualTo(1);
        assertThat(definition.startDeadLetterHandler()).isFalse();
        assertThat(definition.concurrency()).isEqualTo(3);
        assertThat(Objects.requireNonNull(definition.containerFactory()).get()).isSameAs(other);
    }

    @Test
    void readsThatTopicsAreNotCreated() {
        assertThat(read(RetryTopicConfigurationBuilder.newInstance().doNotAutoCreateRetryTopics())
                        .settings()
                        .create())
                .isFalse();
    }

    @Test
    void registersNothingWithTheApplicationWhileItReads() {
        int beans = context.getBeanFactory().getSingletonCount();

        read(RetryTopicConfigurationBuilder.newInstance().dltHandlerMethod("handlers", "dead"));

        assertThat(context.getBeanFactory().getSingletonCount()).isEqualTo(beans);
    }

    @Test
    void refusesADelayThatCannotBeKept() {
        assertThatThrownBy(() -> read(RetryTopicConfigurationBuilder.newInstance()
                        .fixedBackOff(Duration.ofDays(31).toMillis())))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("the listener: a delay must not exceed 30 days");
    }

    @Test
    void letsAnEntryOverrideWhatIsNotInTheNamesOfTheTopics() {
        // given
        ListenerEntry entry = new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        BackOffValues.NONE,
                        new FailureValues(Set.of(IOException.class), Set.of(), true, Duration.ofMinutes(1)),
                        new TopicValues(TopicMode.VERIFY, 5, null, null, Map.of()),
                        new DeadLetterValues(null, null, Duration.ofDays(3), Map.of()),
                        new ContainerValues(null, 2, null, 50),
                        DiagnosticValues.NONE));

        // when
        ListenerDefinition definition = read(RetryTopicConfigurationBuilder.newInstance(), entry);

        // then
        assertThat(definition.naming().chain("orders", "g").forwardTopics())
                .containsExactly("orders-retry", "orders-dlt");
        assertThat(definition.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(definition.concurrency()).isEqualTo(2);
        assertThat(definition.overdueRate()).isEqualTo(50);
        assertThat(definition.settings())
                .isEqualTo(new TopicSettings(TopicMode.VERIFY, 5, (short) 0, Duration.ofDays(3)));
        assertThat(definition.classifier().classify(new UncheckedIOException(new IOException())))
                .isEqualTo(Classification.RETRYABLE);
        assertThat(definition.classifier().classify(new IllegalStateException()))
                .isEqualTo(Classification.FATAL);
    }

    @Test
    void refusesAnEntryThatSaysOtherwiseThanTheNamesOfTheTopics() {
        ListenerEntry entry = new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        new BackOffValues(5, null, null, null, null, null, null),
                        FailureValues.NONE,
                        TopicValues.NONE,
                        DeadLetterValues.NONE,
                        ContainerValues.NONE,
                        DiagnosticValues.NONE));

        assertThatThrownBy(() -> read(RetryTopicConfigurationBuilder.newInstance(), entry))
                .isInstanceOfSatisfying(RedriveConfigurationException.class, refused -> {
                    assertThat(refused)
                            .hasMessageStartingWith("the listener with redrive.listeners.orders: attempts, delays,");
                    assertThat(refused.action())
                            .isEqualTo("Change them in the bean, or exclude the topic there and leave all of it to"
                                    + " redrive.listeners.orders");
                });
    }

    private ListenerDefinition read(RetryTopicConfigurationBuilder builder) {
        return read(builder, ListenerEntry.NONE);
    }

    private ListenerDefinition read(RetryTopicConfigurationBuilder builder, ListenerEntry entry) {
        var configuration = builder.create(template);
        return new ConfigurationReader(context.getBeanFactory(), TopicMode.CREATE, () -> SupportSettings.NONE)
                .read(
                        configuration,
                        DryRun.of(configuration, context, null, DEFAULT_FACTORY, Clock.systemUTC()),
                        "the listener",
                        entry);
    }

    @SuppressWarnings({"unused", "EffectivelyPrivate"}) // found by name
    static class Handlers {

        public void dead(String value) {}
    }
}

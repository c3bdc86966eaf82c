package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.redrive.KafkaRetry;
import io.redrive.RetryContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.annotation.TopicPartition;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.ShareKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultShareConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.adapter.DefaultBatchToRecordAdapter;
import org.springframework.kafka.retrytopic.DeadLetterPublishingRecovererFactory;
import org.springframework.kafka.retrytopic.RetryTopicComponentFactory;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

/** What an application is told word for word that cannot start as it is written; no broker is needed for that. */
class RefusalTests {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    PropertyPlaceholderAutoConfiguration.class,
                    KafkaAutoConfiguration.class,
                    RedriveAutoConfiguration.class,
                    RedriveOffAutoConfiguration.class));

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        NoAttempts.class,
                        "@KafkaRetry on NoAttempts.listen(): attempts must be at least 1 (the first delivery counts), "
                                + "but is 0",
                        "Correct attempts, delay, multiplier, maxDelay and delays of this listener"),
                refusal(
                        SpringsNoAttempts.class,
                        "@RetryableTopic on SpringsNoAttempts.listen(): attempts must be at least 1 (the first delivery "
                                + "counts), but is 0",
                        "Correct attempts and backOff of this listener"),
                refusal(
                        NegativeDelay.class,
                        "@KafkaRetry on NegativeDelay.listen(): a delay must not be negative, but is PT-5S",
                        "Correct attempts, delay, multiplier, maxDelay and delays of this listener"),
                refusal(
                        UnreadableDelay.class,
                        "@KafkaRetry on UnreadableDelay.listen(): delay = \"soon\" is not a duration such as 500ms, 10s, "
                                + "5m, 2h, 30d, PT10S or a number of milliseconds",
                        "Write delay as a duration such as 500ms, 10s, 5m, 2h, 30d, PT10S or a number of milliseconds"),
                refusal(
                        SpringsUnreadableDelay.class,
                        "@RetryableTopic on SpringsUnreadableDelay.listen(): backOff.delay = \"soon\" is not a duration "
                                + "such as 500ms, 10s, 5m, 2h, 30d, PT10S or a number of milliseconds",
                        "Write backOff.delay as a duration such as 500ms, 10s, 5m, 2h, 30d, PT10S or a number of "
                                + "milliseconds"),
                refusal(
                        TooLongDelay.class,
                        "@KafkaRetry on TooLongDelay.listen(): a delay must not exceed 30 days, but is PT744H",
                        "Correct attempts, delay, multiplier, maxDelay and delays of this listener"),
                refusal(
                        Shrinking.class,
                        "@KafkaRetry on Shrinking.listen(): multiplier must be a number of at least 1, but is 0.5",
                        "Correct attempts, delay, multiplier, maxDelay and delays of this listener"),
                refusal(
                        TooJittery.class,
                        "@KafkaRetry on TooJittery.listen(): jitter must be a ratio from 0 to 1, but is 1.5",
                        "Correct jitter of this listener"),
                refusal(
                        Ambiguous.class,
                        "@KafkaRetry on Ambiguous.listen(): delays cannot be combined with attempts, delay, multiplier "
                                + "or maxDelay",
                        "Keep either delays, one per retry, or the others"),
                refusal(
                        Unresolvable.class,
                        "@KafkaRetry on Unresolvable.listen(): delay = \"${no.such.property}\" cannot be resolved: Could "
                                + "not resolve placeholder 'no.such.property' in value \"${no.such.property}\"",
                        "Correct the placeholder or expression, or define the property it names"),
                refusal(
                        BothFilters.class,
                        "@KafkaRetry on BothFilters.listen(): include and exclude cannot be combined: include names what"
                                + " is retried, exclude what is not",
                        "Correct include and exclude of this listener"),
                refusal(
                        SpringsBothFilters.class,
                        "@RetryableTopic on SpringsBothFilters.listen(): include and exclude cannot be combined: include"
                                + " names what is retried, exclude what is not",
                        "Correct include and exclude of this listener"),
                refusal(
                        NoPartitions.class,
                        "@KafkaRetry on NoPartitions.listen(): numPartitions must be at least 1, but is 0",
                        "Correct numPartitions"),
                refusal(
                        NoTemplate.class,
                        "@KafkaListener NoTemplate.listen(): which connection its forwards use cannot be told: No bean "
                                + "named 'missing' available",
                        "Name the KafkaTemplate bean in the annotation's kafkaTemplate, or mark one ProducerFactory "
                                + "@Primary"),
                refusal(
                        TwoPayloads.class,
                        "@DltHandler void "
                                + "io.redrive.autoconfigure.RefusalTests$TwoPayloads.dead(java.lang.String,java.lang.Integer) "
                                + "cannot be called with a dead letter: it has 2 parameters that could be the payload",
                        "Give it one payload parameter or a ConsumerRecord, beside @Header parameters and Acknowledgment"
                                + " as needed, and let it return nothing"),
                refusal(
                        BatchOfDeadLetters.class,
                        "@DltHandler void io.redrive.autoconfigure.RefusalTests$BatchOfDeadLetters.dead(java.util.List) "
                                + "cannot be called with a dead letter: it takes a batch",
                        "Give it one payload parameter or a ConsumerRecord, beside @Header parameters and Acknowledgment"
                                + " as needed, and let it return nothing"),
                refusal(
                        TwoHandlers.class,
                        "io.redrive.autoconfigure.RefusalTests$TwoHandlers has 2 methods with @DltHandler, and which one"
                                + " is meant cannot be told: TwoHandlers.alsoDead(), TwoHandlers.dead()",
                        "Keep one of them, or move the others to classes of their own"),
                refusal(
                        NoGroup.class,
                        "@KafkaListener NoGroup.listen() has no consumer group, but the names of its retry topics "
                                + "contain it",
                        "Give the @KafkaListener an id or a groupId, or set spring.kafka.consumer.group-id"),
                refusal(
                        OnClass.class,
                        "@KafkaRetry on OnClass: jitter must be a ratio from 0 to 1, but is 1.5",
                        "Correct jitter of this listener"),
                refusal(
                        SpringsOnClass.class,
                        "@RetryableTopic on SpringsOnClass: attempts must be at least 1 (the first delivery counts), but"
                                + " is 0",
                        "Correct attempts and backOff of this listener"),
                refusal(
                        WithoutListener.class,
                        "@KafkaRetry on WithoutListener has no effect, because there is no @KafkaListener beside it",
                        "Put @KafkaRetry on the methods that have @KafkaListener, or @KafkaListener on the class"),
                refusal(
                        UnknownLayout.class,
                        "@KafkaRetry on UnknownLayout.listen(): layout = \"spread\" is not a layout",
                        "Write layout as shared or per-topic"),
                refusal(
                        UnknownFactory.class,
                        "@KafkaListener UnknownFactory.listen(): what makes the containers of its retry topics cannot be"
                                + " told: No bean named 'missing' available",
                        "Name a ConcurrentKafkaListenerContainerFactory bean in the annotation's "
                                + "listenerContainerFactory"),
                refusal(
                        TooFewPartitions.class,
                        "@KafkaListener TooFewPartitions.listen(): numPartitions is 2, but the listener is assigned "
                                + "partition 2 of refused",
                        "Give every main topic retry topics and a dead-letter topic of its own, with enough partitions"),
                refusal(
                        TooLongConfiguration.class,
                        "@KafkaListener TooLongConfiguration.listen(): a delay must not exceed 30 days, but is PT744H",
                        "Correct the back-off of its RetryTopicConfiguration"),
                refusal(
                        NoTopics.class,
                        "@KafkaListener NoTopics.listen() names no topics",
                        "Give the @KafkaListener its topics"),
                refusal(
                        ContextOfABatch.class,
                        "ContextOfABatch.listen() takes a RetryContext, but is a batch listener, whose records each have"
                                + " one of their own",
                        "Take the RetryContext parameter away, or make it a listener of single records"),
                refusal(
                        ContextFirst.class,
                        "ContextFirst.listen() takes its RetryContext before its payload, and spring-kafka converts "
                                + "payloads to the type of the first parameter that could be one",
                        "Move the RetryContext parameter behind the payload, or annotate the payload with @Payload"),
                refusal(
                        Plain.class,
                        "@KafkaListener Plain.listen(): enable.auto.commit=true commits offsets of records that are not "
                                + "processed yet",
                        "Remove enable.auto.commit, or set spring.kafka.consumer.enable-auto-commit=false",
                        "spring.kafka.consumer.enable-auto-commit=true"),
                refusal(
                        Plain.class,
                        "spring.kafka.retry.topic.enabled=true gives every listener retry topics of spring-kafka, beside"
                                + " those of Redrive",
                        "Remove spring.kafka.retry.topic.enabled and annotate the listeners with @KafkaRetry, or set "
                                + "redrive.enabled=false to keep spring-kafka's",
                        "spring.kafka.retry.topic.enabled=true"),
                refusal(
                        Plain.class,
                        "redrive.listeners.refusd: no @KafkaListener has the id 'refusd'; there are refused",
                        "Did you mean redrive.listeners.refused? Correct the id, or remove what is said about it",
                        "redrive.listeners.refusd.attempts=2"),
                refusal(
                        Plain.class,
                        "redrive.topics.print cannot be set when the application was processed ahead of time without it",
                        "Print with a JVM, without spring.aot.enabled=true",
                        "redrive.topics.print=commands"),
                refusal(
                        LaterInTransaction.class,
                        "@KafkaListener LaterInTransaction.listen(): a transaction of a listener whose records end after "
                                + "it has returned is not supported by Redrive yet",
                        "Take away its retry annotation, or leave this listener to spring-kafka with "
                                + "redrive.listeners.refused.enabled=false",
                        "spring.kafka.producer.transaction-id-prefix=tx"),
                refusal(
                        Plain.class,
                        "@KafkaListener Plain.listen(): a transaction of a listener that acknowledges its records itself is"
                                + " not supported by Redrive yet",
                        "Take away its retry annotation, or leave this listener to spring-kafka with "
                                + "redrive.listeners.refused.enabled=false",
                        "spring.kafka.producer.transaction-id-prefix=tx",
                        "spring.kafka.listener.ack-mode=manual"),
                refusal(
                        AssignedInTransaction.class,
                        "@KafkaListener AssignedInTransaction.listen(): a transaction of a listener with assigned "
                                + "partitions is not supported by Redrive yet",
                        "Take away its retry annotation, or leave this listener to spring-kafka with "
                                + "redrive.listeners.refused.enabled=false",
                        "spring.kafka.producer.transaction-id-prefix=tx"),
                refusal(
                        TakenApart.class,
                        "@KafkaListener TakenApart.listen(): a batch-to-record adapter with a listener whose records end"
                                + " later is not supported by Redrive yet",
                        "Take away its retry annotation, or leave this listener to spring-kafka with "
                                + "redrive.listeners.refused.enabled=false"),
                refusal(
                        Share.class,
                        "@KafkaListener Share.listen(): a ShareKafkaListenerContainerFactory is not supported by Redrive"
                                + " yet",
                        "Take away its retry annotation, or leave this listener to spring-kafka with "
                                + "redrive.listeners.refused.enabled=false"),
                refusal(
                        ByBean.class,
                        "@KafkaListener ByBean.listen() with redrive.listeners.refused: attempts, delays, dead-"
                                + "letters.enabled, and traverse-causes without include or exclude cannot be taken out of a "
                                + "RetryTopicConfiguration bean",
                        "Change them in the bean, or exclude the topic there and leave all of it to "
                                + "redrive.listeners.refused",
                        "redrive.listeners.refused.attempts=2"),
                refusal(
                        OverridingSupport.class,
                        "RetryTopicConfigurationSupport (bean 'refusalTests.OverridingSupport') overrides"
                                + " configureDeadLetterPublishingContainerFactory, createComponentFactory, which is about"
                                + " parts of spring-kafka that Redrive does not use",
                        "Keep what is understood (configureBlockingRetries, manageNonBlockingFatalExceptions, and"
                                + " customizeListenerContainer in configureCustomizers), or set redrive.enabled=false to keep"
                                + " spring-kafka's retry topics"),
                refusal(
                        CustomizingSupport.class,
                        "RetryTopicConfigurationSupport: customizeErrorHandler is about a part of spring-kafka that Redrive"
                                + " does not use",
                        "Take it out of configureCustomizers, or set redrive.enabled=false to keep spring-kafka's retry"
                                + " topics"),
                refusal(
                        EndlessSupport.class,
                        "RetryTopicConfigurationSupport: the back-off of configureBlockingRetries does not end within 1000"
                                + " retries, so that a record could hold up its partition for ever",
                        "Give it an end, such as new FixedBackOff(100, 3)"),
                refusal(
                        TwoSupports.class,
                        "There are several beans of type RetryTopicConfigurationSupport, and what they say together is not"
                                + " clear: one, other",
                        "Keep one of them, which may be @EnableKafkaRetryTopic"),
                refusal(
                        ComponentFactoryAlone.class,
                        "RetryTopicComponentFactory (bean 'parts') makes parts of spring-kafka that Redrive does not use",
                        "Remove it, or set redrive.enabled=false to keep spring-kafka's retry topics"),
                refusal(
                        ComponentFactory.class,
                        "RetryTopicComponentFactory (bean 'parts') makes parts of spring-kafka that Redrive does not use",
                        "Remove it, or set redrive.enabled=false to keep spring-kafka's retry topics"),
                refusal(
                        SameIds.class,
                        "Two listeners have the id 'refused', or one of them has the id that the containers of another "
                                + "one's retry topics have",
                        "Give each @KafkaListener an id of its own. A retried listener also takes the ids <id>-retry and"
                                + " <id>-dlt, or <id> with the suffix of each retry topic and dead-letter topic"),
                refusal(
                        IdOfARetryContainer.class,
                        "Two listeners have the id 'refused-retry', or one of them has the id that the containers of "
                                + "another one's retry topics have",
                        "Give each @KafkaListener an id of its own. A retried listener also takes the ids <id>-retry and"
                                + " <id>-dlt, or <id> with the suffix of each retry topic and dead-letter topic"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void saysWhatCannotWorkAndWhatToWriteInstead(Class<?> listener, String what, String action, String[] properties) {
        application
                .withPropertyValues(properties)
                .withUserConfiguration(listener)
                .run(context -> {
                    FailureAnalysis analysis = analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).isEqualTo(what);
                    assertThat(analysis.getAction()).isEqualTo(action);
                });
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void isAnalyzedWhereTheApplicationIsStarted(CapturedOutput output) {
        // given
        SpringApplicationBuilder starting =
                new SpringApplicationBuilder(Imported.class, NoAttempts.class).web(WebApplicationType.NONE);

        // when
        Throwable thrown = catchThrowable(starting::run);

        // then
        assertThat(thrown).isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("attempts must be at least 1 (the first delivery counts), but is 0")
                .contains("Correct attempts, delay, multiplier, maxDelay and delays of this listener");
    }

    private static Arguments refusal(Class<?> listener, String what, String action, String... properties) {
        return argumentSet(listener.getSimpleName() + String.join(",", properties), listener, what, action, properties);
    }

    private static FailureAnalysis analyze(Throwable failure) {
        assertThat(failure).isNotNull();
        return Stream.<FailureAnalyzer>of(new RedriveFailureAnalyzer(), new DuplicateIdFailureAnalyzer())
                .map(each -> each.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no analysis of " + failure, failure));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({KafkaAutoConfiguration.class, RedriveAutoConfiguration.class})
    static class Imported {}

    static class Plain {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        void listen(String value) {}
    }

    static class LaterInTransaction {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        CompletableFuture<Void> listen(String value) {
            return CompletableFuture.completedFuture(null);
        }
    }

    static class AssignedInTransaction {

        @KafkaListener(id = "refused", topicPartitions = @TopicPartition(topic = "refused", partitions = "0"))
        @KafkaRetry
        void listen(String value) {}
    }

    static class TakenApart {

        @Bean
        @SuppressWarnings("unchecked") // the deserializers are the default ones
        static ConcurrentKafkaListenerContainerFactory<String, String> apart(ConsumerFactory<?, ?> consumers) {
            ConcurrentKafkaListenerContainerFactory<String, String> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory((ConsumerFactory<String, String>) consumers);
            factory.setBatchToRecordAdapter(new DefaultBatchToRecordAdapter<>());
            return factory;
        }

        @KafkaListener(id = "refused", topics = "refused", batch = "true", containerFactory = "apart")
        @KafkaRetry
        CompletableFuture<Void> listen(String value) {
            return CompletableFuture.completedFuture(null);
        }
    }

    static class WithoutAnnotation {

        @KafkaListener(id = "refused", topics = "refused")
        void listen(String value) {}
    }

    static class ByBean {

        @Bean
        static RetryTopicConfiguration refusedTopics(KafkaTemplate<?, ?> template) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .includeTopic("refused")
                    .create(template);
        }

        @KafkaListener(id = "refused", topics = "refused")
        void listen(String value) {}
    }

    static class Share {

        @Bean
        static ShareKafkaListenerContainerFactory<String, String> sharing() {
            return new ShareKafkaListenerContainerFactory<>(new DefaultShareConsumerFactory<>(Map.of()));
        }

        @KafkaListener(id = "refused", topics = "refused", containerFactory = "sharing")
        @KafkaRetry
        void listen(String value) {}
    }

    abstract static class Support extends RetryTopicConfigurationSupport {

        @Bean
        static TaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }

        @Bean
        static BySupport listener() {
            return new BySupport();
        }
    }

    static class BySupport {

        @KafkaListener(id = "refused", topics = "refused")
        @RetryableTopic
        void listen(String value) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class OverridingSupport extends Support {

        @Override
        protected RetryTopicComponentFactory createComponentFactory() {
            return new RetryTopicComponentFactory();
        }

        @Override
        protected Consumer<DeadLetterPublishingRecovererFactory> configureDeadLetterPublishingContainerFactory() {
            return factory -> {};
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CustomizingSupport extends Support {

        @Override
        protected void configureCustomizers(CustomizersConfigurer customizers) {
            customizers.customizeErrorHandler(handler -> {});
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class EndlessSupport extends Support {

        @Override
        protected void configureBlockingRetries(BlockingRetriesConfigurer blockingRetries) {
            blockingRetries.retryOn(IllegalStateException.class).backOff(new FixedBackOff());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoSupports {

        @Bean
        static RetryTopicConfigurationSupport one() {
            return new RetryTopicConfigurationSupport();
        }

        @Bean
        static RetryTopicConfigurationSupport other() {
            return new RetryTopicConfigurationSupport();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableKafkaRetryTopic
    static class ComponentFactory {

        @Bean
        static RetryTopicComponentFactory parts() {
            return new RetryTopicComponentFactory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ComponentFactoryAlone {

        @Bean
        static RetryTopicComponentFactory parts() {
            return new RetryTopicComponentFactory();
        }
    }

    static class NoAttempts {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(attempts = "0")
        void listen(String value) {}
    }

    static class SpringsNoAttempts {

        @KafkaListener(id = "refused", topics = "refused")
        @RetryableTopic(attempts = "0")
        void listen(String value) {}
    }

    static class NegativeDelay {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(delay = "-5s")
        void listen(String value) {}
    }

    static class UnreadableDelay {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(delay = "soon")
        void listen(String value) {}
    }

    static class SpringsUnreadableDelay {

        @KafkaListener(id = "refused", topics = "refused")
        @RetryableTopic(backOff = @BackOff(delayString = "soon"))
        void listen(String value) {}
    }

    static class TooLongDelay {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(delay = "31d")
        void listen(String value) {}
    }

    static class Shrinking {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(multiplier = "0.5")
        void listen(String value) {}
    }

    static class TooJittery {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(jitter = "1.5")
        void listen(String value) {}
    }

    static class Ambiguous {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(attempts = "3", delays = "1s")
        void listen(String value) {}
    }

    static class Unresolvable {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(delay = "${no.such.property}")
        void listen(String value) {}
    }

    static class BothFilters {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(include = IOException.class, exclude = IllegalStateException.class)
        void listen(String value) {}
    }

    static class SpringsBothFilters {

        @KafkaListener(id = "refused", topics = "refused")
        @RetryableTopic(include = IOException.class, exclude = IllegalStateException.class)
        void listen(String value) {}
    }

    static class NoPartitions {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(numPartitions = "0")
        void listen(String value) {}
    }

    static class NoTemplate {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(kafkaTemplate = "missing")
        void listen(String value) {}
    }

    static class TwoPayloads {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        void listen(String value) {}

        @DltHandler
        void dead(String one, Integer other) {}
    }

    static class BatchOfDeadLetters {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        void listen(String value) {}

        @DltHandler
        void dead(List<ConsumerRecord<String, String>> records) {}
    }

    static class TwoHandlers {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        void listen(String value) {}

        @DltHandler
        void dead(String value) {}

        @DltHandler
        void alsoDead(String value) {}
    }

    static class NoGroup {

        @KafkaListener(topics = "refused")
        @KafkaRetry
        void listen(String value) {}
    }

    @KafkaListener(id = "refused", topics = "refused")
    @KafkaRetry(jitter = "1.5")
    static class OnClass {

        @KafkaHandler
        void listen(String value) {}
    }

    @KafkaListener(id = "refused", topics = "refused")
    @RetryableTopic(attempts = "0")
    static class SpringsOnClass {

        @KafkaHandler
        void listen(String value) {}
    }

    @KafkaRetry
    static class WithoutListener {

        @KafkaListener(id = "refused", topics = "refused")
        void listen(String value) {}
    }

    static class UnknownLayout {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry(layout = "spread")
        void listen(String value) {}
    }

    static class UnknownFactory {

        @KafkaListener(id = "refused", topics = "refused")
        @RetryableTopic(listenerContainerFactory = "missing")
        void listen(String value) {}
    }

    static class TooFewPartitions {

        @KafkaListener(id = "refused", topicPartitions = @TopicPartition(topic = "refused", partitions = "0-2"))
        @RetryableTopic(numPartitions = "2")
        void listen(String value) {}
    }

    static class TooLongConfiguration {

        @Bean
        static RetryTopicConfiguration retries(KafkaTemplate<?, ?> template) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .fixedBackOff(Duration.ofDays(31).toMillis())
                    .create(template);
        }

        @KafkaListener(id = "refused", topics = "refused")
        void listen(String value) {}
    }

    static class NoTopics {

        @KafkaListener(id = "refused")
        @KafkaRetry
        void listen(String value) {}
    }

    static class ContextOfABatch {

        @KafkaListener(id = "refused", topics = "refused", batch = "true")
        @KafkaRetry
        void listen(List<String> values, RetryContext context) {}
    }

    static class ContextFirst {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        void listen(RetryContext context, String value) {}
    }

    static class SameIds {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        void listen(String value) {}

        @KafkaListener(id = "refused", topics = "refused-too")
        void other(String value) {}
    }

    static class IdOfARetryContainer {

        @KafkaListener(id = "refused", topics = "refused")
        @KafkaRetry
        void listen(String value) {}

        @KafkaListener(id = "refused-retry", topics = "refused-too")
        void other(String value) {}
    }
}

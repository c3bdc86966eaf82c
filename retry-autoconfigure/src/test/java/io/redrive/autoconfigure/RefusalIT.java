package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.redrive.KafkaRetry;
import io.redrive.RedriveConfigurationException;
import io.redrive.UnsupportedListenerException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
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
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;

@ExtendWith(OutputCaptureExtension.class)
class RefusalIT {

    @BeforeAll
    static void createTopic() {
        TestBroker.createTopic("refused", 1);
    }

    static Stream<Arguments> unsupported() {
        return Stream.of(
                argumentSet(
                        "transactions", Plain.class, "a container factory with a transaction manager", new String[] {
                            "spring.kafka.producer.transaction-id-prefix=tx"
                        }),
                argumentSet(
                        "batches taken apart",
                        TakenApart.class,
                        "a batch-to-record adapter with a listener whose records end later",
                        new String[0]),
                argumentSet("share", Share.class, "a ShareKafkaListenerContainerFactory", new String[0]));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void refusesAListenerOfAKindItCannotProtectAndSaysHowToLeaveItToSpring(
            Class<?> listener, String what, String[] properties, CapturedOutput output) {
        // when
        Throwable thrown = start(listener, properties);

        // then
        FailureAnalysis analysis = new RedriveFailureAnalyzer().analyze(thrown);
        assertThat(analysis).as("analysis of " + thrown).isNotNull();
        assertThat(analysis.getCause()).isInstanceOf(UnsupportedListenerException.class);
        assertThat(analysis.getDescription())
                .contains(what)
                .endsWith("is not supported by Redrive yet")
                .contains(listener.getSimpleName());
        assertThat(analysis.getAction()).contains("redrive.listeners.refused.enabled=false");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(analysis.getDescription())
                .contains(analysis.getAction());
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(NoAttempts.class, "@KafkaRetry on NoAttempts.listen(): attempts must be at least 1"),
                arguments(SpringsNoAttempts.class, "@RetryableTopic on SpringsNoAttempts.listen(): attempts must be"),
                arguments(NegativeDelay.class, "a delay must not be negative"),
                arguments(UnreadableDelay.class, "delay = \"soon\" is not a duration"),
                arguments(SpringsUnreadableDelay.class, "backOff.delay = \"soon\" is not a duration"),
                arguments(TooLongDelay.class, "a delay must not exceed 30 days"),
                arguments(Shrinking.class, "multiplier must be a number of at least 1, but is 0.5"),
                arguments(TooJittery.class, "jitter must be a ratio from 0 to 1"),
                arguments(Ambiguous.class, "delays cannot be combined with attempts"),
                arguments(Unresolvable.class, "delay = \"${no.such.property}\" cannot be resolved"),
                arguments(BothFilters.class, "include and exclude cannot be combined"),
                arguments(SpringsBothFilters.class, "include and exclude cannot be combined"),
                arguments(NoPartitions.class, "numPartitions must be at least 1"),
                arguments(NoTemplate.class, "which connection its forwards use cannot be told"),
                arguments(TwoPayloads.class, "it has 2 parameters that could be the payload"),
                arguments(BatchOfDeadLetters.class, "it takes a batch"),
                arguments(TwoHandlers.class, "has 2 methods with @DltHandler"),
                arguments(NoGroup.class, "has no consumer group"),
                arguments(OnClass.class, "@KafkaRetry on OnClass: jitter must be a ratio from 0 to 1"),
                arguments(SpringsOnClass.class, "@RetryableTopic on SpringsOnClass: attempts must be at least 1"),
                arguments(WithoutListener.class, "@KafkaRetry on WithoutListener has no effect"),
                arguments(UnknownLayout.class, "layout = \"spread\" is not a layout"),
                arguments(UnknownFactory.class, "what makes the containers of its retry topics cannot be told"),
                arguments(TooFewPartitions.class, "numPartitions is 2, but the listener is assigned partition 2 of"),
                arguments(TooLongConfiguration.class, "a delay must not exceed 30 days"),
                arguments(Plain.class, "enable.auto.commit=true", "spring.kafka.consumer.enable-auto-commit=true"),
                arguments(
                        Plain.class,
                        "spring.kafka.retry.topic.enabled=true gives every listener retry topics",
                        "spring.kafka.retry.topic.enabled=true"),
                arguments(Plain.class, "attempts must be at least 1", "redrive.defaults.attempts=0"),
                arguments(Plain.class, "a delay must not be negative", "redrive.defaults.delays=1s,-1s"),
                arguments(Plain.class, "a delay must not be negative", "redrive.defaults.delay=-1s"),
                arguments(
                        Plain.class,
                        "redrive.listeners.refusd: no @KafkaListener has the id 'refusd'; there are refused",
                        "redrive.listeners.refusd.attempts=2"),
                arguments(
                        WithoutAnnotation.class,
                        "redrive.listeners.refusd: no @KafkaListener has the id 'refusd'; there are refused",
                        "redrive.listeners.refusd.attempts=2"),
                arguments(
                        Plain.class,
                        "redrive.listeners.refused.include names 'java.io.IOExeption', which is not an exception class",
                        "redrive.listeners.refused.include=java.io.IOExeption"),
                arguments(
                        Plain.class,
                        "redrive.defaults.exclude names 'IOException', which is not an exception class",
                        "redrive.defaults.exclude=IOException"),
                arguments(
                        WithoutAnnotation.class,
                        "@KafkaListener WithoutAnnotation.listen() with redrive.listeners.refused: attempts must be at"
                                + " least 1",
                        "redrive.listeners.refused.attempts=0"),
                arguments(
                        Plain.class,
                        "redrive.listeners.refused: delays cannot be combined with attempts",
                        "redrive.listeners.refused.attempts=2",
                        "redrive.listeners.refused.delays=1s"),
                arguments(
                        ByBean.class,
                        "with redrive.listeners.refused: attempts, delays, dead-letters, and traverse-causes without",
                        "redrive.listeners.refused.attempts=2"),
                arguments(Support.class, "RetryTopicConfigurationSupport"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWhatCannotWorkAndSaysWhatToWriteInstead(
            Class<?> listener, String what, String[] properties, CapturedOutput output) {
        // when
        Throwable thrown = start(listener, properties);

        // then
        FailureAnalysis analysis = new RedriveFailureAnalyzer().analyze(thrown);
        assertThat(analysis).as("analysis of " + thrown).isNotNull();
        assertThat(analysis.getCause()).isInstanceOf(RedriveConfigurationException.class);
        assertThat(analysis.getDescription()).contains(what);
        assertThat(analysis.getAction()).isNotBlank();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(analysis.getDescription())
                .contains(analysis.getAction());
    }

    static Stream<Arguments> mistyped() {
        return Stream.of(
                arguments(
                        WithoutAnnotation.class,
                        "Did you mean redrive.listeners.refused? Correct the id, or remove what is said about it",
                        "redrive.listeners.refusd.attempts=2"),
                arguments(
                        Plain.class,
                        "Correct the id, or remove what is said about it",
                        "redrive.listeners.something-else.attempts=2"),
                arguments(
                        Plain.class,
                        "Write the full name of an exception class; did you mean java.io.IOException?",
                        "redrive.listeners.refused.include=java.io.IOExeption"));
    }

    @ParameterizedTest
    @MethodSource("mistyped")
    void tellsWhatIsMostLikelyMeant(Class<?> listener, String action, String[] properties) {
        // when
        Throwable thrown = start(listener, properties);

        // then
        FailureAnalysis analysis = new RedriveFailureAnalyzer().analyze(thrown);
        assertThat(analysis).as("analysis of " + thrown).isNotNull();
        assertThat(analysis.getAction()).isEqualTo(action);
    }

    private static Arguments arguments(Class<?> listener, String what, String... properties) {
        return argumentSet(listener.getSimpleName() + Arrays.toString(properties), listener, what, properties);
    }

    private static Throwable start(Class<?> listener, String... properties) {
        return catchThrowable(
                () -> TestApp.builder(List.of(listener), properties).run().close());
    }

    static class Plain {

        @KafkaListener(id = "refused", topics = "refused")
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

    @Configuration(proxyBeanMethods = false)
    @EnableKafkaRetryTopic
    static class Support {

        @KafkaListener(id = "refused", topics = "refused")
        @RetryableTopic
        void listen(String value) {}
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
                    .fixedBackOff(java.time.Duration.ofDays(31).toMillis())
                    .create(template);
        }

        @KafkaListener(id = "refused", topics = "refused")
        void listen(String value) {}
    }
}

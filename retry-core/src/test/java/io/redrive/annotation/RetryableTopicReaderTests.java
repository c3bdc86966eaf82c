package io.redrive.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.RedriveConfigurationException;
import io.redrive.backoff.Jitter;
import io.redrive.classify.Classification;
import io.redrive.header.ExceptionText;
import io.redrive.log.LogAmount;
import io.redrive.log.LogPolicy;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.DeadLetterValues;
import io.redrive.settings.DiagnosticValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RetryLayout;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.annotation.RetryableTopicAnnotationProcessor;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.DltStrategy;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;
import org.springframework.kafka.retrytopic.SameIntervalTopicReuseStrategy;
import org.springframework.kafka.retrytopic.TopicSuffixingStrategy;
import org.springframework.util.ReflectionUtils;

class RetryableTopicReaderTests {

    static final List<String> NAMED = List.of(
            "defaults",
            "fixed",
            "fixedMultiple",
            "fixedIndexed",
            "growing",
            "growingByHalf",
            "growingLittle",
            "growingIndexed",
            "growingToMaximum",
            "growingToMaximumMultiple",
            "two",
            "once",
            "suffixed",
            "withoutDeadLetters",
            "routed",
            "composed");

    static final List<String> FILTERING = List.of(
            "defaults",
            "including",
            "includingNames",
            "includingTraversed",
            "excluding",
            "excludingNames",
            "excludingTraversed");

    private static final List<Throwable> FAILURES = List.of(
            new IllegalStateException(),
            new IOException(),
            new FileNotFoundException(),
            new UncheckedIOException(new IOException()),
            new IllegalArgumentException(new IllegalStateException(new FileNotFoundException())),
            new OutOfMemoryError());

    private final GenericApplicationContext context = new GenericApplicationContext();
    private final KafkaTemplate<String, String> springs = template();
    private final Listeners listeners = new Listeners();

    @BeforeEach
    void defineProperties() {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("tries", "4", "io", "java.io.IOException")));
        context.registerBean(PropertySourcesPlaceholderConfigurer.class);
        context.registerBean("only", KafkaTemplate.class, () -> springs);
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @ParameterizedTest
    @FieldSource("NAMED")
    void namesTopicsAndWaitsAsSpringDoes(String method) {
        // given
        List<DestinationTopic.Properties> theirs = springs(method);

        // when
        ListenerDefinition ours = read(method);

        // then
        TopicChain chain = ours.naming().chain("orders", "g");
        List<DestinationTopic.Properties> retries = theirs.stream()
                .filter(DestinationTopic.Properties::isRetryTopic)
                .toList();
        assertThat(chain.retryTopics())
                .isEqualTo(retries.stream()
                        .map(each -> new RetryTopic("orders" + each.suffix(), Duration.ofMillis(each.delay())))
                        .toList());
        assertThat(chain.deadLetterTopics())
                .containsExactlyInAnyOrderElementsOf(theirs.stream()
                        .filter(DestinationTopic.Properties::isDltTopic)
                        .map(each -> "orders" + each.suffix())
                        .toList());
        assertThat(Stream.concat(ours.suffixes().retry().stream(), ours.suffixes().deadLetter().stream())
                        .map("orders"::concat))
                .isEqualTo(chain.forwardTopics());
        assertThat(ours.backOff().attempts()).isEqualTo(BakedAttempts.of(theirs));
        assertThat(ours.layout()).isEqualTo(Layout.PER_TOPIC);
    }

    @Test
    void waitsWithinTheBoundsOfSpringsJitter() {
        // when
        ListenerDefinition definition = read("jitteredForEver");

        // then
        assertThat(definition.timeout()).isNull();
        assertThat(definition.backOff().delays())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
        Random random = new Random(7);
        assertThat(LongStream.generate(() -> definition.jitter().apply(1_000, random))
                        .limit(1_000)
                        .summaryStatistics())
                .satisfies(drawn -> {
                    assertThat(drawn.getMin()).isBetween(1_000L, 1_020L);
                    assertThat(drawn.getMax()).isBetween(1_480L, 1_500L);
                });
        assertThat(LongStream.generate(() -> definition.jitter().apply(3_000, random))
                        .limit(1_000)
                        .summaryStatistics())
                .satisfies(drawn -> {
                    assertThat(drawn.getMin()).isBetween(1_500L, 1_520L);
                    assertThat(drawn.getMax()).isBetween(2_950L, 3_000L);
                });
    }

    @ParameterizedTest
    @FieldSource("FILTERING")
    void retriesTheFailuresThatSpringRetries(String method) {
        DestinationTopic main = new DestinationTopic("", springs(method).get(0));
        ListenerDefinition ours = read(method);

        assertThat(FAILURES)
                .allSatisfy(failure -> assertThat(ours.classifier().classify(failure))
                        .isEqualTo(main.shouldRetryOn(1, failure) ? Classification.RETRYABLE : Classification.FATAL));
    }

    @Test
    void sendsFailuresToTheDeadLetterTopicsThatAreMeantForThem() {
        ListenerDefinition definition = read("routed");

        assertThat(definition.naming().chain("orders", "g").deadLetterTopics())
                .containsExactly("orders-dead", "orders-io-dead", "orders-state-dead");
        assertThat(definition.deadLetterRules())
                .containsExactly(
                        Set.of(IOException.class, UncheckedIOException.class), Set.of(IllegalStateException.class));
    }

    @Test
    void readsTheOtherAttributes() {
        ListenerDefinition defaults = read("defaults");
        ListenerDefinition definition = read("everything");

        assertThat(defaults.timeout()).isNull();
        assertThat(defaults.settings()).isEqualTo(TopicSettings.LIKE_MAIN_TOPIC);
        assertThat(defaults.concurrency()).isNull();
        assertThat(defaults.startDeadLetterHandler()).isNull();
        assertThat(defaults.deadLetterTries()).isEqualTo(3);
        assertThat(defaults.containerFactory()).isNull();
        assertThat(definition.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(definition.settings())
                .isEqualTo(
                        new TopicSettings(TopicMode.VERIFY, 6, (short) 2, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION));
        assertThat(definition.concurrency()).isEqualTo(3);
        assertThat(definition.startDeadLetterHandler()).isFalse();
        assertThat(definition.deadLetterTries()).isEqualTo(1);
        assertThat(Objects.requireNonNull(definition.deadLetterHandler())
                        .method()
                        .getName())
                .isEqualTo("dead");
        assertThat(read("withoutDeadLetters").deadLetterHandler()).isNull();
    }

    @Test
    void resolvesExpressionsAlsoThoseThatNameTheBeanOfTheListener() {
        ListenerDefinition definition = read("expressions");

        assertThat(definition.backOff().delays())
                .containsExactly(Duration.ofMillis(70), Duration.ofMillis(140), Duration.ofMillis(280));
        assertThat(definition.naming().chain("orders", "g").deadLetterTopic()).isEqualTo("orders-of-bean");
        assertThat(definition.classifier().classify(new IOException())).isEqualTo(Classification.RETRYABLE);
        assertThat(definition.classifier().classify(new IllegalStateException()))
                .isEqualTo(Classification.RETRYABLE);
        assertThat(definition.classifier().classify(new IllegalArgumentException()))
                .isEqualTo(Classification.FATAL);
    }

    @Test
    void usesTheConnectionThatSpringWouldUse() {
        // given
        KafkaTemplate<String, String> named = template();
        KafkaTemplate<String, String> preferred = template();

        // then
        assertThat(read("defaults").sender().get().producers()).isSameAs(springs.getProducerFactory());
        context.registerBean("named", KafkaTemplate.class, () -> named);
        context.registerBean(
                RetryTopicBeanNames.DEFAULT_KAFKA_TEMPLATE_BEAN_NAME, KafkaTemplate.class, () -> preferred);
        assertThat(read("defaults").sender().get().producers()).isSameAs(preferred.getProducerFactory());
        assertThat(read("everything").sender().get().producers()).isSameAs(named.getProducerFactory());
    }

    @Test
    void usesTheOnlyProducerFactoryWhereNoTemplateIsPreferred() {
        ProducerFactory<String, String> only = new DefaultKafkaProducerFactory<>(Map.of());
        context.registerBean("another", KafkaTemplate.class, RetryableTopicReaderTests::template);
        context.registerBean(ProducerFactory.class, () -> only);

        assertThat(read("defaults").sender().get().producers()).isSameAs(only);
    }

    @Test
    void looksItsContainerFactoryUpByName() {
        ConcurrentKafkaListenerContainerFactory<String, String> factory =
                new ConcurrentKafkaListenerContainerFactory<>();
        context.registerBean("others", ConcurrentKafkaListenerContainerFactory.class, () -> factory);

        assertThat(Objects.requireNonNull(read("everything").containerFactory()).get())
                .isSameAs(factory);
        assertThatThrownBy(() -> Objects.requireNonNull(read("misnamed").containerFactory())
                        .get())
                .isInstanceOf(NoSuchBeanDefinitionException.class);
    }

    @Test
    void tellsWhichAttributeCannotBeUnderstood() {
        assertThatThrownBy(() -> read("unknownException"))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("@RetryableTopic on Listeners.unknownException()")
                .hasMessageContaining("includeNames names 'com.example.Missing'");
        assertThatThrownBy(() -> read("halfAnHour"))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("timeout = \"half an hour\" is not a number of milliseconds");
    }

    @Test
    void letsAnEntryOverrideTheAnnotationAndKeepsSpringsNames() {
        // given
        ListenerEntry entry = entry(
                new BackOffValues(4, null, 2.0, null, null, List.of(Duration.ofMillis(3)), 0.1),
                new FailureValues(Set.of(IOException.class), Set.of(), null, Duration.ofMinutes(1)),
                new TopicValues(TopicMode.VERIFY, 5, null, Duration.ofDays(8), Map.of("segment.ms", "60000")),
                new DeadLetterValues(null, "buried", Duration.ofDays(3), Map.of()));

        // when
        ListenerDefinition definition = read("fixed", entry);

        // then
        TopicChain chain = definition.naming().chain("orders", "g");
        assertThat(chain.retryTopics())
                .containsExactly(
                        new RetryTopic("orders-retry-20", Duration.ofMillis(20)),
                        new RetryTopic("orders-retry-40", Duration.ofMillis(40)),
                        new RetryTopic("orders-retry-80", Duration.ofMillis(80)));
        assertThat(chain.deadLetterTopics()).containsExactly("buried");
        assertThat(definition.retriesInPlace().delays()).containsExactly(Duration.ofMillis(3));
        assertThat(definition.jitter()).isEqualTo(Jitter.ofRatio(0.1));
        assertThat(definition.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(definition.settings())
                .isEqualTo(new TopicSettings(
                        TopicMode.VERIFY,
                        5,
                        (short) 0,
                        Duration.ofDays(8),
                        Duration.ofDays(3),
                        Map.of("segment.ms", "60000")));
        assertThat(definition.classifier().classify(new IOException())).isEqualTo(Classification.RETRYABLE);
        assertThat(definition.classifier().classify(new IllegalStateException()))
                .isEqualTo(Classification.FATAL);
    }

    @Test
    void letsAnEntryTakeDeadLettersAwayAndGiveThem() {
        ListenerEntry without = entry(new DeadLetterValues(false, null, null, Map.of()));
        ListenerEntry with = entry(new DeadLetterValues(true, null, null, Map.of()));

        assertThat(read("fixed", without).naming().chain("orders", "g").deadLetterTopics())
                .isEmpty();
        assertThat(read("withoutDeadLetters", with)
                        .naming()
                        .chain("orders", "g")
                        .deadLetterTopics())
                .containsExactly("orders-dlt");
        assertThat(read("withoutDeadLetters", with).deadLetterTries()).isEqualTo(3);
    }

    @Test
    void createsTopicsAsTheApplicationSaysUnlessTheAnnotationForbidsIt() {
        assertThat(mode("defaults", TopicMode.CREATE)).isEqualTo(TopicMode.CREATE);
        assertThat(mode("defaults", TopicMode.NONE)).isEqualTo(TopicMode.NONE);
        assertThat(mode("everything", TopicMode.CREATE)).isEqualTo(TopicMode.VERIFY);
        assertThat(mode("everything", TopicMode.NONE)).isEqualTo(TopicMode.NONE);
    }

    private TopicMode mode(String name, TopicMode ofApplication) {
        return new RetryableTopicReader(context.getBeanFactory(), springs, ofApplication, () -> SupportSettings.NONE)
                .read(annotation(name), method(name), listeners, ListenerEntry.NONE)
                .settings()
                .mode();
    }

    @Test
    void readsAllRetryTopicsWithOneContainerWhereAnEntrySaysSo() {
        ListenerEntry entry = new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        BackOffValues.NONE,
                        FailureValues.NONE,
                        TopicValues.NONE,
                        DeadLetterValues.NONE,
                        new ContainerValues(RetryLayout.SHARED, 2, null, 50),
                        new DiagnosticValues(
                                new DiagnosticValues.Headers(false, null, true, 4096),
                                new DiagnosticValues.Logging(LogAmount.ALL, null, null, false))));

        ListenerDefinition definition = read("growing", entry);

        assertThat(definition.layout()).isEqualTo(Layout.SHARED);
        assertThat(definition.suffixes()).isEqualTo(new Layout.Suffixes(List.of("-retry"), List.of("-dlt")));
        assertThat(definition.concurrency()).isEqualTo(2);
        assertThat(definition.overdueRate()).isEqualTo(50);
        assertThat(definition.exceptionText()).isEqualTo(new ExceptionText(0, 4096, true));
        assertThat(definition.logPolicy()).isEqualTo(new LogPolicy(LogAmount.ALL, LogAmount.SUMMARIZED, true, false));
    }

    @Test
    void carriesStackTracesAsSpringDoesButBoundedAndUnlessAnEntrySaysOtherwise() {
        ListenerEntry without = new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        BackOffValues.NONE,
                        FailureValues.NONE,
                        TopicValues.NONE,
                        DeadLetterValues.NONE,
                        ContainerValues.NONE,
                        new DiagnosticValues(
                                new DiagnosticValues.Headers(null, null, false, null),
                                new DiagnosticValues.Logging(null, null, null, null))));

        assertThat(read("fixed").exceptionText()).isEqualTo(new ExceptionText(1_024, 8_192, true));
        assertThat(read("fixed", without).exceptionText()).isEqualTo(new ExceptionText(1_024, 0, true));
    }

    @Test
    void letsAnEntrySayWhichFailuresHaveADeadLetterTopicOfTheirOwn() {
        ListenerEntry entry =
                entry(new DeadLetterValues(null, null, null, Map.of("-sql", Set.of(java.sql.SQLException.class))));

        ListenerDefinition definition = read("fixed", entry);

        assertThat(definition.naming().chain("orders", "g").deadLetterTopics())
                .containsExactly("orders-dlt", "orders-sql-dlt");
        assertThat(definition.deadLetterRules()).containsExactly(Set.of(java.sql.SQLException.class));
    }

    @Test
    void refusesARetentionThatIsNotLongerThanTheLongestDelay() {
        ListenerEntry entry = entry(
                new BackOffValues(2, Duration.ofDays(1), null, null, null, null, null),
                FailureValues.NONE,
                new TopicValues(null, null, null, Duration.ofHours(1), Map.of()),
                DeadLetterValues.NONE);

        assertThatThrownBy(() -> read("fixed", entry))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("topics.retention is PT1H, but a record may wait for PT24H");
    }

    private static ListenerEntry entry(DeadLetterValues deadLetters) {
        return entry(BackOffValues.NONE, FailureValues.NONE, TopicValues.NONE, deadLetters);
    }

    private static ListenerEntry entry(
            BackOffValues backOff, FailureValues failures, TopicValues topics, DeadLetterValues deadLetters) {
        return new ListenerEntry(
                "orders",
                true,
                new RetryValues(backOff, failures, topics, deadLetters, ContainerValues.NONE, DiagnosticValues.NONE));
    }

    private ListenerDefinition read(String name) {
        return read(name, ListenerEntry.NONE);
    }

    private ListenerDefinition read(String name, ListenerEntry entry) {
        return new RetryableTopicReader(context.getBeanFactory(), springs, TopicMode.CREATE, () -> SupportSettings.NONE)
                .read(annotation(name), method(name), listeners, entry);
    }

    private List<DestinationTopic.Properties> springs(String name) {
        return new RetryableTopicAnnotationProcessor(context.getBeanFactory())
                .processAnnotation(new String[] {"orders"}, method(name), annotation(name), listeners)
                .getDestinationTopicProperties();
    }

    private static RetryableTopic annotation(String name) {
        return Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method(name), RetryableTopic.class));
    }

    private static Method method(String name) {
        @Nullable Method method = ReflectionUtils.findMethod(Listeners.class, name);
        return Objects.requireNonNull(method);
    }

    private static KafkaTemplate<String, String> template() {
        return new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of()));
    }

    @RetryableTopic(backOff = @BackOff(delay = 20), retryTopicSuffix = "-again")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Stubborn {

        @AliasFor(annotation = RetryableTopic.class, attribute = "attempts")
        String tries() default "7";
    }

    @SuppressWarnings({"unused", "EffectivelyPrivate"}) // found by name
    static class Listeners {

        public String getSuffix() {
            return "-of-bean";
        }

        public List<Class<?>> getRetried() {
            return List.of(IllegalStateException.class);
        }

        @DltHandler
        void dead(String value) {}

        @RetryableTopic
        void defaults() {}

        @RetryableTopic(attempts = "4", backOff = @BackOff(delay = 20))
        void fixed() {}

        @RetryableTopic(
                attempts = "4",
                backOff = @BackOff(20),
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void fixedMultiple() {}

        @RetryableTopic(
                attempts = "4",
                backOff = @BackOff(20),
                topicSuffixingStrategy = TopicSuffixingStrategy.SUFFIX_WITH_INDEX_VALUE)
        void fixedIndexed() {}

        @RetryableTopic(attempts = "4", backOff = @BackOff(delay = 20, multiplier = 3))
        void growing() {}

        @RetryableTopic(
                attempts = "4",
                backOff = @BackOff(delay = 20, multiplier = 3),
                topicSuffixingStrategy = TopicSuffixingStrategy.SUFFIX_WITH_INDEX_VALUE)
        void growingIndexed() {}

        @RetryableTopic(attempts = "6", backOff = @BackOff(delay = 20, multiplier = 3, maxDelay = 100))
        void growingToMaximum() {}

        @RetryableTopic(
                attempts = "6",
                backOff = @BackOff(delay = 20, multiplier = 3, maxDelay = 100),
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void growingToMaximumMultiple() {}

        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 20, multiplier = 3))
        void two() {}

        @RetryableTopic(attempts = "1")
        void once() {}

        @RetryableTopic(retryTopicSuffix = "-again", dltTopicSuffix = "-dead")
        void suffixed() {}

        @RetryableTopic(dltStrategy = DltStrategy.NO_DLT)
        void withoutDeadLetters() {}

        @RetryableTopic(
                dltTopicSuffix = "-dead",
                exceptionBasedDltRouting = {
                    @ExceptionBasedDltDestination(
                            suffix = "-io",
                            exceptions = {IOException.class, UncheckedIOException.class}),
                    @ExceptionBasedDltDestination(suffix = "-state", exceptions = IllegalStateException.class)
                })
        void routed() {}

        @Stubborn(tries = "5")
        void composed() {}

        @RetryableTopic(include = {IOException.class, UncheckedIOException.class})
        void including() {}

        @RetryableTopic(includeNames = {"${io}", "java.lang.IllegalArgumentException,java.io.UncheckedIOException"})
        void includingNames() {}

        @RetryableTopic(include = IOException.class, traversingCauses = "true")
        void includingTraversed() {}

        @RetryableTopic(exclude = IOException.class)
        void excluding() {}

        @RetryableTopic(excludeNames = "${io}")
        void excludingNames() {}

        @RetryableTopic(exclude = IOException.class, traversingCauses = "true")
        void excludingTraversed() {}

        @RetryableTopic(
                timeout = "5000",
                autoCreateTopics = "false",
                numPartitions = "6",
                replicationFactor = "2",
                concurrency = "3",
                autoStartDltHandler = "false",
                dltStrategy = DltStrategy.FAIL_ON_ERROR,
                kafkaTemplate = "named",
                listenerContainerFactory = "others")
        void everything() {}

        @RetryableTopic(listenerContainerFactory = "missing")
        void misnamed() {}

        @RetryableTopic(
                attempts = "${tries}",
                backOff = @BackOff(delayString = "#{7 * 10}", multiplierString = "#{2}"),
                dltTopicSuffix = "#{__listener.suffix}",
                includeNames = {"${io}", "#{__listener.retried}"})
        void expressions() {}

        @RetryableTopic(includeNames = "com.example.Missing")
        void unknownException() {}

        @RetryableTopic(attempts = "7", backOff = @BackOff(delay = 1_000, multiplier = 1.5))
        void growingByHalf() {}

        @RetryableTopic(attempts = "9", backOff = @BackOff(delay = 100, multiplier = 1.15, maxDelay = 200))
        void growingLittle() {}

        @RetryableTopic(
                attempts = "4",
                timeout = "-1",
                backOff = @BackOff(delay = 1_000, jitter = 500, multiplier = 2, maxDelay = 3_000))
        void jitteredForEver() {}

        @RetryableTopic(timeout = "half an hour")
        void halfAnHour() {}
    }
}

package io.redrive.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.KafkaRetry;
import io.redrive.RedriveConfigurationException;
import io.redrive.backoff.Jitter;
import io.redrive.classify.Classification;
import io.redrive.header.ExceptionText;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.DeadLetterValues;
import io.redrive.settings.DiagnosticValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RetryLayout;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;
import org.springframework.util.ReflectionUtils;

class KafkaRetryReaderTests {

    private static final RetryValues DEFAULTS = defaults(List.of());

    private final GenericApplicationContext context = new GenericApplicationContext();

    @BeforeEach
    void defineProperties() {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("tries", "4", "first", "20ms")));
        context.registerBean(PropertySourcesPlaceholderConfigurer.class);
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void takesFromTheDefaultsWhatIsLeftEmpty() {
        ListenerDefinition definition = read("empty", DEFAULTS);

        assertThat(definition.backOff().delays()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(definition.settings().create()).isTrue();
        assertThat(definition.exceptionText()).isEqualTo(ExceptionText.MESSAGE);
    }

    @Test
    void takesListedDelaysFromTheDefaultsUnlessTheListenerSaysAnything() {
        RetryValues listed = defaults(List.of(Duration.ofSeconds(10), Duration.ofMinutes(1)));

        assertThat(read("empty", listed).backOff().delays())
                .containsExactly(Duration.ofSeconds(10), Duration.ofMinutes(1));
        assertThat(read("expressions", listed).backOff().attempts()).isEqualTo(4);
    }

    @Test
    void resolvesPlaceholdersAndExpressions() {
        ListenerDefinition definition = read("expressions", DEFAULTS);

        assertThat(definition.backOff().delays())
                .containsExactly(Duration.ofMillis(20), Duration.ofMillis(60), Duration.ofMillis(100));
        assertThat(definition.naming().chain("orders", "shop").deadLetterTopic())
                .isEqualTo("dead-4");
        assertThat(definition.settings().partitions()).isEqualTo(6);
        assertThat(definition.concurrency()).isEqualTo(2);
        assertThat(definition.exceptionText().stackTraceBytes()).isEqualTo(8192);
    }

    @Test
    void givesEachDistinctDelayATopic() {
        ListenerDefinition definition = read("listed", DEFAULTS);

        TopicChain chain = definition.naming().chain("orders", "shop");
        assertThat(definition.backOff().attempts()).isEqualTo(5);
        assertThat(definition.levels()).containsExactly(0, 1, 0, 2);
        assertThat(chain.retryTopics())
                .extracting(topic -> topic.name() + " " + topic.delay())
                .containsExactly("orders-shop-retry-1 PT10S", "orders-shop-retry-2 PT1M", "orders-shop-retry-3 PT0.5S");
    }

    @Test
    void readsAllRetryTopicsWithOneContainerUnlessToldOtherwise() {
        assertThat(read("listed", DEFAULTS).layout()).isEqualTo(Layout.SHARED);
        assertThat(read("listed", DEFAULTS).suffixes())
                .isEqualTo(new Layout.Suffixes(List.of("-retry"), List.of("-dlt")));
        assertThat(read("perTopic", DEFAULTS).layout()).isEqualTo(Layout.PER_TOPIC);
        assertThat(read("perTopic", DEFAULTS).suffixes())
                .isEqualTo(new Layout.Suffixes(List.of("-retry-1", "-retry-2"), List.of("-dlt")));
    }

    @Test
    void givesSomeFailuresADeadLetterTopicOfTheirOwn() {
        ListenerDefinition definition = read("byException", DEFAULTS);

        assertThat(definition.naming().chain("orders", "shop").deadLetterTopics())
                .containsExactly("orders-shop-dlt", "orders-shop-io-dlt", "orders-shop-state-dlt");
        assertThat(definition.suffixes().deadLetter()).containsExactly("-dlt", "-io-dlt", "-state-dlt");
        assertThat(definition.deadLetterRules())
                .containsExactly(Set.of(IOException.class), Set.of(IllegalStateException.class));
    }

    @Test
    void letsAnEntrySayWhichFailuresHaveADeadLetterTopicOfTheirOwn() {
        // given
        DeadLetterValues others =
                new DeadLetterValues(null, "buried", null, Map.of("-sql", Set.of(java.sql.SQLException.class)));
        DeadLetterValues none = new DeadLetterValues(false, null, null, Map.of());

        // when
        ListenerDefinition overridden = read("byException", DEFAULTS, entry(others));
        ListenerDefinition without = read("byException", DEFAULTS, entry(none));

        // then
        assertThat(overridden.naming().chain("orders", "shop").deadLetterTopics())
                .containsExactly("buried", "buried-sql");
        assertThat(overridden.deadLetterRules()).containsExactly(Set.of(java.sql.SQLException.class));
        assertThat(without.naming().chain("orders", "shop").deadLetterTopics()).isEmpty();
        assertThat(without.deadLetterRules()).isEmpty();
    }

    @Test
    void refusesARetentionThatIsNotLongerThanTheLongestDelay() {
        // given
        ListenerEntry tooShort = entry(
                new BackOffValues(null, null, null, null, List.of(Duration.ofHours(1)), null, 0.5),
                new TopicValues(null, null, null, Duration.ofMinutes(90), Map.of()));
        ListenerEntry longer = entry(
                new BackOffValues(null, null, null, null, List.of(Duration.ofHours(1)), null, 0.5),
                new TopicValues(null, null, null, Duration.ofMinutes(91), Map.of()));

        // when, then
        assertThatThrownBy(() -> read("empty", DEFAULTS, tooShort))
                .isInstanceOfSatisfying(RedriveConfigurationException.class, refused -> {
                    assertThat(refused)
                            .hasMessage("@KafkaRetry on Listeners.empty() with redrive.listeners.orders:"
                                    + " topics.retention is PT1H30M, but a record may wait for PT1H30M, jitter included:"
                                    + " it would be deleted while it waits");
                    assertThat(refused.action()).startsWith("Make topics.retention longer than the longest delay");
                });
        assertThat(read("empty", DEFAULTS, longer).settings().retention()).isEqualTo(Duration.ofMinutes(91));
    }

    @Test
    void readsTheAnnotationThroughOneThatItIsOn() {
        assertThat(read("composed", DEFAULTS).backOff().attempts()).isEqualTo(7);
    }

    @Test
    void tellsWhatIsWrongWhereAndWhatToWriteInstead() {
        assertThatThrownBy(() -> read("unreadable", DEFAULTS))
                .isInstanceOfSatisfying(RedriveConfigurationException.class, refused -> {
                    assertThat(refused)
                            .hasMessageContaining("Listeners.unreadable()")
                            .hasMessageContaining("soon");
                    assertThat(refused.action()).contains("Write delay as a duration such as 500ms");
                });
        assertThatThrownBy(() -> read("contradicting", DEFAULTS))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("include and exclude cannot be combined");
        assertThatThrownBy(() -> read("mixed", DEFAULTS))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("delays cannot be combined");
    }

    @Test
    void letsAnEntryOverrideTheAnnotationAndTheAnnotationTheDefaults() {
        // given
        ListenerEntry entry = new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        new BackOffValues(6, null, null, null, null, List.of(), 0.3),
                        new FailureValues(Set.of(), Set.of(IOException.class), null, Duration.ofHours(1)),
                        new TopicValues(null, 2, null, null, Map.of()),
                        new DeadLetterValues(null, "buried", null, Map.of()),
                        new ContainerValues(RetryLayout.PER_TOPIC, null, null, null),
                        DiagnosticValues.NONE));

        // when
        ListenerDefinition definition = read("everything", DEFAULTS, entry);

        // then
        assertThat(definition.backOff().delays())
                .as("attempts of the entry, delay of the annotation, multiplier of the defaults")
                .hasSize(5)
                .containsOnly(Duration.ofMillis(40));
        assertThat(definition.retriesInPlace().delays())
                .as("taken away by the entry")
                .isEmpty();
        assertThat(definition.jitter()).isEqualTo(Jitter.ofRatio(0.3));
        assertThat(definition.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(definition.classifier().classify(new IOException())).isEqualTo(Classification.FATAL);
        assertThat(definition.classifier().classify(new IllegalStateException()))
                .as("fatal for the annotation, which names what is included")
                .isEqualTo(Classification.RETRYABLE);
        assertThat(definition.naming().chain("orders", "g").deadLetterTopic()).isEqualTo("buried");
        assertThat(definition.settings())
                .isEqualTo(new TopicSettings(TopicMode.VERIFY, 2, (short) 0, Duration.ofDays(30)));
        assertThat(definition.layout()).isEqualTo(Layout.PER_TOPIC);
        assertThat(definition.concurrency()).as("of the annotation").isEqualTo(2);
    }

    @Test
    void takesListedDelaysOfAnEntryInPlaceOfComputedOnesAndTheOtherWayRound() {
        ListenerEntry listing = entry(new BackOffValues(
                null, null, null, null, List.of(Duration.ofMillis(5), Duration.ofMillis(6)), null, null));
        ListenerEntry computing = entry(new BackOffValues(3, null, null, null, null, null, null));

        assertThat(read("everything", DEFAULTS, listing).backOff().delays())
                .containsExactly(Duration.ofMillis(5), Duration.ofMillis(6));
        assertThat(read("listed", DEFAULTS, computing).backOff().delays())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void tellsThatAnEntryIsInvolvedInWhatIsWrong() {
        ListenerEntry entry = entry(new BackOffValues(null, null, 0.5, null, null, null, null));

        assertThatThrownBy(() -> read("empty", DEFAULTS, entry))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessage(
                        "@KafkaRetry on Listeners.empty() with redrive.listeners.orders: multiplier must be a number"
                                + " of at least 1, but is 0.5");
    }

    private static ListenerEntry entry(BackOffValues backOff) {
        return new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        backOff,
                        FailureValues.NONE,
                        TopicValues.NONE,
                        DeadLetterValues.NONE,
                        ContainerValues.NONE,
                        DiagnosticValues.NONE));
    }

    private static ListenerEntry entry(BackOffValues backOff, TopicValues topics) {
        return new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        backOff,
                        FailureValues.NONE,
                        topics,
                        DeadLetterValues.NONE,
                        ContainerValues.NONE,
                        DiagnosticValues.NONE));
    }

    private static ListenerEntry entry(DeadLetterValues deadLetters) {
        return new ListenerEntry(
                "orders",
                true,
                new RetryValues(
                        BackOffValues.NONE,
                        FailureValues.NONE,
                        TopicValues.NONE,
                        deadLetters,
                        ContainerValues.NONE,
                        DiagnosticValues.NONE));
    }

    private static RetryValues defaults(List<Duration> delays) {
        return new RetryValues(
                new BackOffValues(3, Duration.ofSeconds(1), 1.0, null, delays, List.of(), 0.0),
                new FailureValues(Set.of(), Set.of(), true, null),
                new TopicValues(TopicMode.CREATE, null, null, null, Map.of()),
                new DeadLetterValues(true, null, Duration.ofDays(30), Map.of()),
                new ContainerValues(RetryLayout.SHARED, null, null, 0),
                DiagnosticValues.NONE);
    }

    private ListenerDefinition read(String name, RetryValues defaults) {
        return read(name, defaults, ListenerEntry.NONE);
    }

    private ListenerDefinition read(String name, RetryValues defaults, ListenerEntry entry) {
        Method method = ReflectionUtils.findMethod(Listeners.class, name);
        assertThat(method).isNotNull();
        KafkaRetry annotation = org.springframework.core.annotation.AnnotatedElementUtils.findMergedAnnotation(
                method, KafkaRetry.class);
        assertThat(annotation).isNotNull();
        return new KafkaRetryReader(context.getBeanFactory(), defaults)
                .read(annotation, method, new Listeners(), entry);
    }

    @KafkaRetry(attempts = "7")
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface Stubborn {}

    @SuppressWarnings("unused") // found by name
    static class Listeners {

        @KafkaRetry
        void empty() {}

        @KafkaRetry(
                attempts = "${tries}",
                delay = "${first}",
                multiplier = "#{1 + 2}",
                maxDelay = "PT0.1S",
                deadLetterTopic = "dead-${tries}",
                numPartitions = "#{2 * 3}",
                concurrency = "2",
                stackTrace = "#{true}")
        void expressions() {}

        @KafkaRetry(
                delay = "40ms",
                blockingDelays = "5ms",
                include = UncheckedIOException.class,
                deadLetterTopic = "dead",
                createTopics = "false",
                concurrency = "2")
        void everything() {}

        @KafkaRetry(delays = {"10s,1m", "10000", "500ms"})
        void listed() {}

        @KafkaRetry(
                delays = {"1s", "2s", "1s"},
                layout = "per-topic")
        void perTopic() {}

        @Stubborn
        void composed() {}

        @KafkaRetry(
                deadLettersByException = {
                    @ExceptionBasedDltDestination(suffix = "-io", exceptions = IOException.class),
                    @ExceptionBasedDltDestination(suffix = "-state", exceptions = IllegalStateException.class)
                })
        void byException() {}

        @KafkaRetry(delay = "soon")
        void unreadable() {}

        @KafkaRetry(include = IOException.class, exclude = IllegalStateException.class)
        void contradicting() {}

        @KafkaRetry(delays = "1s", attempts = "3")
        void mixed() {}
    }
}

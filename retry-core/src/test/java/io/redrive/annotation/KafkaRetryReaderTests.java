package io.redrive.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.KafkaRetry;
import io.redrive.RedriveConfigurationException;
import io.redrive.topic.TopicChain;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ReflectionUtils;

class KafkaRetryReaderTests {

    private static final RetryDefaults DEFAULTS = new RetryDefaults(
            3, Duration.ofSeconds(1), 1, null, List.of(), List.of(), 0, true, true, Duration.ofDays(30), true, false);

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
        assertThat(definition.stackTraces()).isFalse();
    }

    @Test
    void takesListedDelaysFromTheDefaultsUnlessTheListenerSaysAnything() {
        RetryDefaults listed = new RetryDefaults(
                3,
                Duration.ofSeconds(1),
                1,
                null,
                List.of(Duration.ofSeconds(10), Duration.ofMinutes(1)),
                List.of(),
                0,
                true,
                true,
                Duration.ofDays(30),
                true,
                false);

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
        assertThat(definition.stackTraces()).isTrue();
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

    private ListenerDefinition read(String name, RetryDefaults defaults) {
        Method method = ReflectionUtils.findMethod(Listeners.class, name);
        assertThat(method).isNotNull();
        KafkaRetry annotation = org.springframework.core.annotation.AnnotatedElementUtils.findMergedAnnotation(
                method, KafkaRetry.class);
        assertThat(annotation).isNotNull();
        return new KafkaRetryReader(context.getBeanFactory(), defaults).read(annotation, method, new Listeners());
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

        @KafkaRetry(delays = {"10s,1m", "10000", "500ms"})
        void listed() {}

        @KafkaRetry(
                delays = {"1s", "2s", "1s"},
                layout = "per-topic")
        void perTopic() {}

        @Stubborn
        void composed() {}

        @KafkaRetry(delay = "soon")
        void unreadable() {}

        @KafkaRetry(include = IOException.class, exclude = IllegalStateException.class)
        void contradicting() {}

        @KafkaRetry(delays = "1s", attempts = "3")
        void mixed() {}
    }
}

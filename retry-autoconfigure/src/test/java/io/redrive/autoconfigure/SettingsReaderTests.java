package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.log.LogAmount;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.DeadLetterValues;
import io.redrive.settings.DiagnosticValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntries;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RedriveSettings;
import io.redrive.settings.RetryLayout;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.TopicMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsReaderTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    /**
     * A property, below the defaults or the entry of a listener.
     *
     * @param value what is written
     * @param read where it ends
     * @param expected as what
     */
    record Row(String property, String value, Function<RetryValues, @Nullable Object> read, Object expected) {

        @Override
        public String toString() {
            return property + "=" + value;
        }
    }

    static Stream<Row> ofBoth() {
        return Stream.of(
                new Row("attempts", "7", values -> values.backOff().attempts(), 7),
                new Row("delay", "2s", values -> values.backOff().delay(), Duration.ofSeconds(2)),
                new Row("multiplier", "1.5", values -> values.backOff().multiplier(), 1.5),
                new Row("max-delay", "1m", values -> values.backOff().maxDelay(), Duration.ofMinutes(1)),
                new Row(
                        "delays",
                        "1s,10s",
                        values -> values.backOff().delays(),
                        List.of(Duration.ofSeconds(1), Duration.ofSeconds(10))),
                new Row(
                        "blocking-delays",
                        "50ms,200",
                        values -> values.backOff().blockingDelays(),
                        List.of(Duration.ofMillis(50), Duration.ofMillis(200))),
                new Row("jitter", "0.2", values -> values.backOff().jitter(), 0.2),
                new Row(
                        "include",
                        "java.io.IOException",
                        values -> values.failures().include(),
                        Set.of(IOException.class)),
                new Row(
                        "exclude",
                        "java.lang.Error",
                        values -> values.failures().exclude(),
                        Set.of(Error.class)),
                new Row("traverse-causes", "false", values -> values.failures().traverseCauses(), false),
                new Row("timeout", "PT1H", values -> values.failures().timeout(), Duration.ofHours(1)),
                new Row("layout", "per-topic", values -> values.containers().layout(), RetryLayout.PER_TOPIC),
                new Row("concurrency", "4", values -> values.containers().concurrency(), 4),
                new Row("overdue-rate", "250", values -> values.containers().overdueRate(), 250),
                new Row(
                        "kafka-template",
                        "others",
                        values -> values.containers().kafkaTemplate(),
                        "others"),
                new Row("topics.partitions", "6", values -> values.topics().partitions(), 6),
                new Row(
                        "topics.replication-factor",
                        "2",
                        values -> values.topics().replicationFactor(),
                        2),
                new Row("topics.retention", "40d", values -> values.topics().retention(), Duration.ofDays(40)),
                new Row(
                        "topics.configs.segment.ms",
                        "60000",
                        values -> values.topics().configs(),
                        Map.of("segment.ms", "60000")),
                new Row(
                        "dead-letters.enabled",
                        "false",
                        values -> values.deadLetters().enabled(),
                        false),
                new Row(
                        "dead-letters.retention",
                        "14d",
                        values -> values.deadLetters().retention(),
                        Duration.ofDays(14)),
                new Row(
                        "dead-letters.by-exception.io",
                        "java.io.IOException, java.io.UncheckedIOException",
                        values -> values.deadLetters().byException(),
                        Map.of("-io", Set.of(IOException.class, UncheckedIOException.class))),
                new Row(
                        "headers.exception-message",
                        "false",
                        values -> headers(values).exceptionMessage(),
                        false),
                new Row(
                        "headers.exception-message-limit",
                        "2KB",
                        values -> headers(values).exceptionMessageBytes(),
                        2048),
                new Row("headers.stack-trace", "true", values -> headers(values).stackTrace(), true),
                new Row(
                        "headers.stack-trace-limit",
                        "100",
                        values -> headers(values).stackTraceBytes(),
                        100),
                new Row("logging.attempts", "off", values -> logging(values).attempts(), LogAmount.OFF),
                new Row("logging.dead-letters", "all", values -> logging(values).deadLetters(), LogAmount.ALL),
                new Row(
                        "logging.exception-message",
                        "false",
                        values -> logging(values).exceptionMessage(),
                        false),
                new Row(
                        "logging.stack-trace",
                        "false",
                        values -> logging(values).stackTrace(),
                        false));
    }

    static Stream<Row> ofListener() {
        return Stream.concat(
                ofBoth(),
                Stream.of(
                        new Row("topics.mode", "none", values -> values.topics().mode(), TopicMode.NONE),
                        new Row(
                                "dead-letters.topic",
                                "buried",
                                values -> values.deadLetters().topic(),
                                "buried")));
    }

    @ParameterizedTest
    @MethodSource("ofBoth")
    void readsTheDefaults(Row row) {
        runner.run(context -> assertThat(row.read.apply(settings(context).defaults()))
                .as("not by itself")
                .isNotEqualTo(row.expected));
        runner.withPropertyValues("redrive.defaults." + row)
                .run(context ->
                        assertThat(row.read.apply(settings(context).defaults())).isEqualTo(row.expected));
    }

    @ParameterizedTest
    @MethodSource("ofListener")
    void readsTheEntryOfAListener(Row row) {
        runner.withPropertyValues("redrive.listeners.orders." + row, "redrive.listeners.others.enabled=true")
                .run(context -> {
                    ListenerEntries entries = settings(context).listeners();
                    assertThat(entries.of("orders").enabled()).isTrue();
                    assertThat(row.read.apply(entries.of("orders").values())).isEqualTo(row.expected);
                    assertThat(entries.of("others").values()).isEqualTo(RetryValues.NONE);
                    assertThat(settings(context).defaults()).isEqualTo(SettingsReaderTests.BUILT_IN.defaults());
                });
    }

    @Test
    void testsEveryProperty() {
        Set<String> tested = new TreeSet<>(Set.of("listeners.<id>.enabled"));
        ofBoth().forEach(row -> tested.add("defaults." + withoutKey(row.property)));
        ofListener().forEach(row -> tested.add("listeners.<id>." + withoutKey(row.property)));
        // Those that concern all listeners.
        tested.addAll(Set.of("enabled", "topics.mode", "limits.held-bytes", "limits.in-flight-forwards"));

        // Those that have tests of their own.
        tested.addAll(Set.of("topics.print", "topics.print-cluster", "topics.print-principal"));
        tested.addAll(Set.of("redaction.common-secrets", "signature.key", "signature.other-key", "signature.required"));
        tested.addAll(Set.of(
                "dead-letters.topics",
                "dead-letters.application-packages",
                "dead-letters.redrive-targets",
                "dead-letters.redrive-look-interval",
                "dead-letters.scan.concurrency",
                "metrics.topics-interval"));
        Stream.of("records", "bytes", "time")
                .map("dead-letters.scan.max-"::concat)
                .forEach(tested::add);

        assertThat(Metadata.read().names())
                .containsExactlyElementsOf(
                        tested.stream().map("redrive."::concat).toList());
    }

    private static String withoutKey(String property) {
        return property.replaceFirst("(configs|by-exception)\\..*", "$1");
    }

    @Test
    void hasDefaultsThatLeaveNothingOpen() {
        runner.run(context -> assertThat(settings(context)).isEqualTo(BUILT_IN));
    }

    private static final RedriveSettings BUILT_IN = new RedriveSettings(
            new RetryValues(
                    new BackOffValues(3, Duration.ofSeconds(1), 1.0, null, List.of(), List.of(), 0.0),
                    new FailureValues(Set.of(), Set.of(), true, null),
                    new TopicValues(TopicMode.CREATE, null, null, null, Map.of()),
                    new DeadLetterValues(true, null, Duration.ofDays(30), Map.of()),
                    new ContainerValues(RetryLayout.SHARED, null, null, 0),
                    new DiagnosticValues(
                            new DiagnosticValues.Headers(true, 1024, false, 8192),
                            new DiagnosticValues.Logging(LogAmount.SUMMARIZED, LogAmount.SUMMARIZED, true, true))),
            ListenerEntries.NONE);

    @Test
    void readsWhatIsSaidAboutTheTopicsOfAllListeners() {
        runner.withPropertyValues("redrive.topics.mode=verify")
                .run(context -> assertThat(settings(context).topicMode()).isEqualTo(TopicMode.VERIFY));
    }

    @Test
    void readsAsNothingWhatIsLeftOutOfAListener() {
        runner.withPropertyValues(
                        "redrive.listeners.left.enabled=false",
                        "redrive.listeners.[eu.orders].delays=1s,1m",
                        "redrive.listeners.[eu.orders].exclude=java.io.IOException,java.lang.Error")
                .run(context -> {
                    ListenerEntries entries = settings(context).listeners();
                    assertThat(entries.of("left")).isEqualTo(new ListenerEntry("left", false, RetryValues.NONE));
                    RetryValues values = entries.of("eu.orders").values();
                    assertThat(values.backOff().delays()).containsExactly(Duration.ofSeconds(1), Duration.ofMinutes(1));
                    assertThat(values.failures().exclude()).containsExactlyInAnyOrder(IOException.class, Error.class);
                    assertThat(values.topics()).isEqualTo(TopicValues.NONE);
                });
    }

    @Test
    void findsTheEntryOfAnEnvironmentVariable() {
        runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of(
                                        "REDRIVE_LISTENERS_MYORDERS_ATTEMPTS", "9",
                                        "REDRIVE_LISTENERS_MYORDERS_DEADLETTERS_TOPIC", "buried"))))
                .withPropertyValues("redrive.listeners.my-orders.delay=5s")
                .run(context -> {
                    RetryValues values =
                            settings(context).listeners().of("my-orders").values();
                    assertThat(values.backOff().attempts()).isEqualTo(9);
                    assertThat(values.backOff().delay()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(values.deadLetters().topic()).isEqualTo("buried");
                });
    }

    private static RedriveSettings settings(org.springframework.context.ApplicationContext context) {
        return SettingsReader.read(context.getBean(RedriveProperties.class));
    }

    private static DiagnosticValues.Headers headers(RetryValues values) {
        return values.diagnostics().headers();
    }

    private static DiagnosticValues.Logging logging(RetryValues values) {
        return values.diagnostics().logging();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(RedriveProperties.class)
    static class Properties {}
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.FailureValues;
import io.redrive.settings.ListenerEntries;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RedriveSettings;
import io.redrive.settings.RetryLayout;
import io.redrive.settings.RetryValues;
import io.redrive.settings.TopicValues;
import io.redrive.topic.TopicMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsReaderTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    @Test
    void hasDefaultsThatLeaveNothingOpen() {
        runner.run(context -> assertThat(SettingsReader.read(context.getBean(RedriveProperties.class)))
                .isEqualTo(new RedriveSettings(
                        new RetryValues(
                                new BackOffValues(3, Duration.ofSeconds(1), 1.0, null, List.of(), List.of(), 0.0),
                                new FailureValues(Set.of(), Set.of(), true, null),
                                new TopicValues(true, null, Duration.ofDays(30), null, null, TopicMode.CREATE),
                                new ContainerValues(RetryLayout.SHARED, null, false, null)),
                        ListenerEntries.NONE)));
    }

    @Test
    void readsEveryDefault() {
        runner.withPropertyValues(
                        "redrive.defaults.attempts=7",
                        "redrive.defaults.delay=2s",
                        "redrive.defaults.multiplier=1.5",
                        "redrive.defaults.max-delay=1m",
                        "redrive.defaults.delays=1s,10s",
                        "redrive.defaults.blocking-delays=50ms,200",
                        "redrive.defaults.jitter=0.2",
                        "redrive.defaults.include=java.io.IOException",
                        "redrive.defaults.exclude=java.lang.Error",
                        "redrive.defaults.traverse-causes=false",
                        "redrive.defaults.timeout=PT1H",
                        "redrive.defaults.layout=per-topic",
                        "redrive.defaults.dead-letters=false",
                        "redrive.defaults.dead-letter-retention=14d",
                        "redrive.defaults.partitions=6",
                        "redrive.defaults.replication-factor=2",
                        "redrive.topics.mode=verify",
                        "redrive.defaults.concurrency=4",
                        "redrive.defaults.stack-trace=true",
                        "redrive.defaults.kafka-template=others")
                .run(context -> assertThat(SettingsReader.read(context.getBean(RedriveProperties.class))
                                .defaults())
                        .isEqualTo(new RetryValues(
                                new BackOffValues(
                                        7,
                                        Duration.ofSeconds(2),
                                        1.5,
                                        Duration.ofMinutes(1),
                                        List.of(Duration.ofSeconds(1), Duration.ofSeconds(10)),
                                        List.of(Duration.ofMillis(50), Duration.ofMillis(200)),
                                        0.2),
                                new FailureValues(
                                        Set.of(IOException.class), Set.of(Error.class), false, Duration.ofHours(1)),
                                new TopicValues(false, null, Duration.ofDays(14), 6, 2, TopicMode.VERIFY),
                                new ContainerValues(RetryLayout.PER_TOPIC, 4, true, "others"))));
    }

    @Test
    void readsEveryPropertyOfAListener() {
        runner.withPropertyValues(
                        "redrive.listeners.orders.attempts=7",
                        "redrive.listeners.orders.delay=2s",
                        "redrive.listeners.orders.multiplier=1.5",
                        "redrive.listeners.orders.max-delay=1m",
                        "redrive.listeners.orders.blocking-delays=50ms,200",
                        "redrive.listeners.orders.jitter=0.2",
                        "redrive.listeners.orders.include=java.io.IOException",
                        "redrive.listeners.orders.traverse-causes=false",
                        "redrive.listeners.orders.timeout=PT1H",
                        "redrive.listeners.orders.layout=per-topic",
                        "redrive.listeners.orders.dead-letters=true",
                        "redrive.listeners.orders.dead-letter-topic=buried",
                        "redrive.listeners.orders.dead-letter-retention=14d",
                        "redrive.listeners.orders.partitions=6",
                        "redrive.listeners.orders.replication-factor=2",
                        "redrive.listeners.orders.topics.mode=verify",
                        "redrive.listeners.orders.concurrency=4",
                        "redrive.listeners.orders.stack-trace=true",
                        "redrive.listeners.orders.kafka-template=others")
                .run(context -> assertThat(entry(context.getBean(RedriveProperties.class), "orders"))
                        .isEqualTo(new ListenerEntry(
                                "orders",
                                true,
                                new RetryValues(
                                        new BackOffValues(
                                                7,
                                                Duration.ofSeconds(2),
                                                1.5,
                                                Duration.ofMinutes(1),
                                                null,
                                                List.of(Duration.ofMillis(50), Duration.ofMillis(200)),
                                                0.2),
                                        new FailureValues(
                                                Set.of(IOException.class), Set.of(), false, Duration.ofHours(1)),
                                        new TopicValues(true, "buried", Duration.ofDays(14), 6, 2, TopicMode.VERIFY),
                                        new ContainerValues(RetryLayout.PER_TOPIC, 4, true, "others")))));
    }

    @Test
    void readsAsNothingWhatIsLeftOutOfAListener() {
        runner.withPropertyValues(
                        "redrive.listeners.left.enabled=false",
                        "redrive.listeners.[eu.orders].delays=1s,1m",
                        "redrive.listeners.[eu.orders].exclude=java.io.IOException,java.lang.Error")
                .run(context -> {
                    RedriveProperties properties = context.getBean(RedriveProperties.class);
                    assertThat(entry(properties, "left")).isEqualTo(new ListenerEntry("left", false, RetryValues.NONE));
                    assertThat(entry(properties, "eu.orders"))
                            .isEqualTo(new ListenerEntry(
                                    "eu.orders",
                                    true,
                                    new RetryValues(
                                            new BackOffValues(
                                                    null,
                                                    null,
                                                    null,
                                                    null,
                                                    List.of(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                                                    null,
                                                    null),
                                            new FailureValues(
                                                    Set.of(), Set.of(IOException.class, Error.class), null, null),
                                            TopicValues.NONE,
                                            ContainerValues.NONE)));
                });
    }

    @Test
    void findsTheEntryOfAnEnvironmentVariable() {
        runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment", Map.of("REDRIVE_LISTENERS_MYORDERS_ATTEMPTS", "9"))))
                .withPropertyValues("redrive.listeners.my-orders.delay=5s")
                .run(context -> {
                    BackOffValues backOff = entry(context.getBean(RedriveProperties.class), "my-orders")
                            .values()
                            .backOff();
                    assertThat(backOff.attempts()).isEqualTo(9);
                    assertThat(backOff.delay()).isEqualTo(Duration.ofSeconds(5));
                });
    }

    @Test
    void describesEveryPropertyInTheMetadata() throws IOException {
        // given
        String metadata;
        try (InputStream file = RedriveProperties.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            assertThat(file).isNotNull();
            metadata = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }

        // when
        List<String> properties = JsonPath.read(metadata, "$.properties[*].name");
        List<String> undescribed = JsonPath.read(metadata, "$.properties[?(!@.description)].name");
        List<String> hints = JsonPath.read(metadata, "$.hints[*].name");

        // then
        assertThat(properties).contains("redrive.listeners", "redrive.defaults.timeout");
        assertThat(undescribed).isEmpty();
        assertThat(hints).contains("redrive.defaults.layout", "redrive.defaults.include");
    }

    private static ListenerEntry entry(RedriveProperties properties, String id) {
        return SettingsReader.read(properties).listeners().of(id);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(RedriveProperties.class)
    static class Properties {}
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.backoff.Jitter;
import io.redrive.listener.RetryListener;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;

/** The entry of a listener is before its annotation, that before the defaults, and those before what is built in. */
class PrecedenceTests {

    private static final Seen OF_ENTRY = new Seen(
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(40)),
            0.1,
            "per-topic",
            List.of("-dlt", "-entry-dlt"),
            new TopicSettings(
                    TopicMode.NONE,
                    10,
                    (short) -1,
                    Duration.ofDays(10),
                    Duration.ofDays(100),
                    Map.of("segment.ms", "10000")));

    private static final Seen OF_ANNOTATION = new Seen(
            List.of(Duration.ofSeconds(20), Duration.ofSeconds(40), Duration.ofSeconds(50), Duration.ofSeconds(50)),
            0.2,
            "shared",
            List.of("-dlt", "-annotation-dlt"),
            // The annotation has no retention and no further settings.
            new TopicSettings(TopicMode.VERIFY, 20, (short) 2, null, Duration.ofDays(200), Map.of()));

    private static final Seen OF_DEFAULTS = new Seen(
            List.of(Duration.ofSeconds(30), Duration.ofSeconds(120)),
            0.3,
            "per-topic",
            List.of("-dlt", "-default-dlt"),
            new TopicSettings(
                    TopicMode.VERIFY,
                    30,
                    (short) 3,
                    Duration.ofDays(30),
                    Duration.ofDays(300),
                    Map.of("segment.ms", "30000", "segment.bytes", "3000000")));

    private static final Seen BUILT_IN = new Seen(
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            0,
            "shared",
            List.of("-dlt"),
            TopicSettings.LIKE_MAIN_TOPIC);

    private static final Seen SPRINGS = new Seen(
            List.of(Duration.ofSeconds(7), Duration.ofSeconds(7)),
            0,
            "per-topic",
            List.of("-dlt"),
            TopicSettings.LIKE_MAIN_TOPIC);

    private final ApplicationContextRunner application = Unstarted.application().withUserConfiguration(Listeners.class);

    @Test
    void withoutAnyConfiguration() {
        application.run(context -> {
            assertThat(seen(context, "annotated"))
                    .as("annotation over built-in")
                    .isEqualTo(OF_ANNOTATION);
            assertThat(seen(context, "empty")).as("built-in").isEqualTo(BUILT_IN);
            assertThat(seen(context, "springs")).isEqualTo(SPRINGS);
        });
    }

    @Test
    void withDefaults() {
        application.withPropertyValues(defaults()).run(context -> {
            assertThat(seen(context, "annotated"))
                    .as("annotation over defaults")
                    .isEqualTo(OF_ANNOTATION.with(new TopicSettings(
                            TopicMode.VERIFY,
                            20,
                            (short) 2,
                            Duration.ofDays(30),
                            Duration.ofDays(200),
                            OF_DEFAULTS.settings.configs())));
            assertThat(seen(context, "empty")).as("defaults over built-in").isEqualTo(OF_DEFAULTS);
            assertThat(seen(context, "springs"))
                    .as("nothing but the mode, which is said of all topics")
                    .isEqualTo(SPRINGS.with(new TopicSettings(
                            TopicMode.VERIFY, 0, (short) 0, TopicSettings.DEFAULT_DEAD_LETTER_RETENTION)));
        });
    }

    @Test
    void withEntries() {
        application
                .withPropertyValues(entry("annotated"))
                .withPropertyValues(entry("empty"))
                .withPropertyValues(entry("plain"))
                .run(context -> {
                    assertThat(seen(context, "annotated"))
                            .as("entry over annotation")
                            .isEqualTo(OF_ENTRY);
                    assertThat(seen(context, "empty")).as("entry over built-in").isEqualTo(OF_ENTRY);
                    assertThat(seen(context, "plain")).as("entry over built-in").isEqualTo(OF_ENTRY);
                });
    }

    @Test
    void withDefaultsAndEntries() {
        application
                .withPropertyValues(defaults())
                .withPropertyValues(entry("annotated"))
                .withPropertyValues(entry("empty"))
                .withPropertyValues(entry("plain"))
                .withPropertyValues(entry("springs"))
                .run(context -> {
                    TopicSettings both = new TopicSettings(
                            TopicMode.NONE,
                            10,
                            (short) -1,
                            Duration.ofDays(10),
                            Duration.ofDays(100),
                            Map.of("segment.ms", "10000", "segment.bytes", "3000000"));
                    assertThat(List.of("annotated", "empty", "plain"))
                            .as("entry over defaults")
                            .allSatisfy(id -> assertThat(seen(context, id)).isEqualTo(OF_ENTRY.with(both)));
                    assertThat(seen(context, "springs"))
                            .as("entry over RetryableTopic, and no defaults")
                            .isEqualTo(OF_ENTRY);
                });
    }

    @Test
    void anEntryThatSaysLittleLeavesTheRest() {
        application
                .withPropertyValues(defaults())
                .withPropertyValues("redrive.listeners.annotated.attempts=2", "redrive.listeners.plain.delays=1m,2m")
                .run(context -> {
                    assertThat(seen(context, "annotated").delays()).containsExactly(Duration.ofSeconds(20));
                    assertThat(seen(context, "annotated").jitter()).isEqualTo(0.2);
                    assertThat(seen(context, "plain").delays())
                            .containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(2));
                    assertThat(seen(context, "plain").jitter()).isEqualTo(0.3);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotated", "empty", "plain", "springs"})
    void anEntryNamesTheDeadLetterTopicOrTakesItAway(String id) {
        application
                .withPropertyValues(
                        "redrive.listeners." + id + ".dead-letters.topic=buried",
                        "redrive.listeners." + id + ".dead-letters.by-exception.io=java.io.IOException")
                .run(context -> assertThat(chainTopics(context, id))
                        .containsExactly("buried", id.equals("springs") ? "springs-io-dlt" : "buried-io"));
        application
                .withPropertyValues("redrive.listeners." + id + ".dead-letters.enabled=false")
                .run(context -> assertThat(chainTopics(context, id)).isEmpty());
    }

    @Test
    void limitsAreThoseOfTheApplication() {
        application.run(context -> {
            EngineRuntime runtime = context.getBean(EngineRuntime.class);
            assertThat(runtime.engine().limits().inFlightForwards()).isEqualTo(10_000);
            assertThat(runtime.engine().heldBytes().limit())
                    .isEqualTo(Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 10));
        });
        application
                .withPropertyValues("redrive.limits.held-bytes=3MB", "redrive.limits.in-flight-forwards=17")
                .run(context -> {
                    EngineRuntime runtime = context.getBean(EngineRuntime.class);
                    assertThat(runtime.engine().limits().inFlightForwards()).isEqualTo(17);
                    assertThat(runtime.engine().heldBytes().limit()).isEqualTo(3 << 20);
                });
    }

    @Test
    void nothingIsRetriedWhenRedriveIsSwitchedOffNorAListenerThatIs() {
        application
                .withPropertyValues("redrive.listeners.annotated.enabled=false")
                .run(context -> {
                    assertThat(ids(context)).containsExactlyInAnyOrder("empty", "springs");
                });
        application
                .withPropertyValues("redrive.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(EngineRuntime.class));
    }

    /** What can be seen of a listener from outside. */
    private record Seen(
            List<Duration> delays, double jitter, String layout, List<String> deadLetters, TopicSettings settings) {

        Seen with(TopicSettings others) {
            return new Seen(delays, jitter, layout, deadLetters, others);
        }
    }

    private static Seen seen(ApplicationContext context, String id) {
        RetryListener listener = Unstarted.listener(context, id);
        RetryTopology topology = listener.topology();
        Jitter jitter = topology.jitter();
        String stem = id.equals("springs") ? id : id + "-" + id;
        return new Seen(
                topology.backOff().delays(),
                jitter.ratio(),
                listener.layout(),
                chainTopics(context, id).stream()
                        .map(topic -> topic.substring(stem.length()))
                        .toList(),
                topology.settings());
    }

    private static List<String> chainTopics(ApplicationContext context, String id) {
        return Unstarted.listener(context, id).topology().chains().get(0).deadLetterTopics();
    }

    private static Stream<String> ids(ApplicationContext context) {
        return context.getBean(EngineRuntime.class).engine().listeners().all().stream()
                .map(each -> each.listener().topology().listenerId());
    }

    private static String[] entry(String id) {
        return Stream.of(
                        "attempts=4",
                        "delay=10s",
                        "multiplier=3",
                        "max-delay=40s",
                        "jitter=0.1",
                        "layout=per-topic",
                        "dead-letters.retention=100d",
                        "dead-letters.by-exception.entry=java.io.IOException",
                        "topics.mode=none",
                        "topics.partitions=10",
                        "topics.replication-factor=-1",
                        "topics.retention=10d",
                        "topics.configs.segment.ms=10000")
                .map(each -> "redrive.listeners." + id + "." + each)
                .toArray(String[]::new);
    }

    private static String[] defaults() {
        return new String[] {
            "redrive.topics.mode=verify",
            "redrive.defaults.attempts=3",
            "redrive.defaults.delay=30s",
            "redrive.defaults.multiplier=4",
            "redrive.defaults.max-delay=3m",
            "redrive.defaults.jitter=0.3",
            "redrive.defaults.layout=per-topic",
            "redrive.defaults.dead-letters.retention=300d",
            "redrive.defaults.dead-letters.by-exception.default=java.io.IOException",
            "redrive.defaults.topics.partitions=30",
            "redrive.defaults.topics.replication-factor=3",
            "redrive.defaults.topics.retention=30d",
            "redrive.defaults.topics.configs.segment.ms=30000",
            "redrive.defaults.topics.configs.segment.bytes=3000000"
        };
    }

    static class Listeners {

        @KafkaListener(id = "annotated", topics = "annotated")
        @KafkaRetry(
                attempts = "5",
                delay = "20s",
                multiplier = "2",
                maxDelay = "50s",
                jitter = "0.2",
                layout = "shared",
                deadLetterRetention = "200d",
                deadLettersByException =
                        @ExceptionBasedDltDestination(suffix = "annotation", exceptions = IOException.class),
                createTopics = "false",
                numPartitions = "20",
                replicationFactor = "2")
        void annotated(String value) {}

        @KafkaListener(id = "empty", topics = "empty")
        @KafkaRetry
        void empty(String value) {}

        @KafkaListener(id = "plain", topics = "plain")
        void plain(String value) {}

        @KafkaListener(id = "springs", topics = "springs")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 7_000))
        void springs(String value) {}
    }
}

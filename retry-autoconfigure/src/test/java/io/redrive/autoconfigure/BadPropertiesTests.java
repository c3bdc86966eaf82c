package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.redrive.RedriveConfigurationException;
import io.redrive.settings.RedriveSettings;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.util.StringUtils;

/** What is wrong in the configuration prevents the start, and is told by the name of the property. */
class BadPropertiesTests {

    private final ApplicationContextRunner application = Unstarted.application();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attempts=0                           | attempts must be at least 1, but is 0
            delay=-1s                            | delay must be from 0 to 30 days, but is PT-1S
            delay=31d                            | delay must be from 0 to 30 days, but is PT744H
            multiplier=0.5                       | multiplier must be a number of at least 1, but is 0.5
            multiplier=NaN                       | multiplier must be a number of at least 1, but is NaN
            max-delay=-1ms                       | max-delay must be from 0 to 30 days, but is PT-0.001S
            delays=1s,-1s                        | delays[1] must be from 0 to 30 days, but is PT-1S
            blocking-delays=-5ms                 | blocking-delays[0] must be from 0 to 30 days, but is PT-0.005S
            jitter=2                             | jitter must be a ratio from 0 to 1, but is 2.0
            timeout=0                            | timeout must be longer than 0, but is PT0S
            concurrency=0                        | concurrency must be at least 1, but is 0
            overdue-rate=-1                      | overdue-rate must be at least 0, but is -1
            topics.partitions=0                  | topics.partitions must be at least 1, but is 0
            topics.replication-factor=0          | topics.replication-factor must be at least 1, or -1 for the broker's default, but is 0
            topics.replication-factor=65537      | topics.replication-factor must be at least 1, or -1 for the broker's default, but is 65537
            topics.retention=0                   | topics.retention must be longer than 0, but is PT0S
            topics.configs.cleanup.policy=compact | topics.configs.cleanup.policy must be delete, but is compact: records that wait would be lost or never become due
            topics.configs.message.timestamp.type=LogAppendTime | topics.configs.message.timestamp.type must be CreateTime, but is LogAppendTime: records that wait would be lost or never become due
            topics.configs.retention.bytes=5     | topics.configs.retention.bytes must be -1, but is 5: records that wait would be lost or never become due
            dead-letters.retention=-1d           | dead-letters.retention must be longer than 0, but is PT-24H
            headers.exception-message-limit=0    | headers.exception-message-limit must be from 1B to 16KB, but is 0B
            headers.stack-trace-limit=1MB        | headers.stack-trace-limit must be from 1B to 16KB, but is 1048576B
            """)
    void refusesValuesOutOfTheirRange(String property, String told) {
        assertRefused("redrive.defaults." + property, "redrive.defaults." + told);
        assertRefused("redrive.listeners.orders." + property, "redrive.listeners.orders." + told);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(
                        "redrive.limits.in-flight-forwards=0",
                        "redrive.limits.in-flight-forwards must be at least 1, but is 0",
                        "Correct redrive.limits.in-flight-forwards, or remove it"),
                arguments(
                        "redrive.signature.key=too short",
                        "redrive.signature.key is shorter than the 32 bytes that keep others from guessing it",
                        "Set redrive.signature.key to at least 32 random characters, such as what openssl rand -base64 32"
                                + " prints"),
                arguments(
                        "redrive.signature.other-key=" + "k".repeat(32),
                        "redrive.signature.other-key says which signatures are accepted as well, but nothing is signed",
                        "Set redrive.signature.key, or remove redrive.signature.other-key"),
                arguments(
                        "redrive.limits.held-bytes=0",
                        "redrive.limits.held-bytes must be at least 1B, but is 0B",
                        "Correct redrive.limits.held-bytes, or remove it"),
                arguments(
                        "redrive.listeners.[eu.orders].attempts=0",
                        "redrive.listeners.[eu.orders].attempts must be at least 1, but is 0",
                        "Correct redrive.listeners.[eu.orders].attempts, or remove it"),
                arguments(
                        "redrive.listeners.orders.dead-letters.topic=a/b",
                        "redrive.listeners.orders.dead-letters.topic must be 1 to 249 of the characters a-z, A-Z, 0-9,"
                                + " '.', '_' and '-', but is 'a/b'",
                        "Correct redrive.listeners.orders.dead-letters.topic, or remove it"),
                arguments(
                        "redrive.defaults.topics.configs.retention.ms=1000",
                        "redrive.defaults.topics.configs.retention.ms would be the same for all topics",
                        "Remove it and set redrive.defaults.topics.retention, or dead-letters.retention for dead-letter"
                                + " topics"),
                arguments(
                        "redrive.defaults.dead-letters.by-exception.io=java.io.IOExeption",
                        "redrive.defaults.dead-letters.by-exception.io names 'java.io.IOExeption', which is not an"
                                + " exception class",
                        "Write the full name of an exception class; did you mean java.io.IOException?"),
                arguments(
                        "redrive.defaults.dead-letters.by-exception.io=",
                        "redrive.defaults.dead-letters.by-exception.io must name at least one exception class, but is"
                                + " empty",
                        "Correct redrive.defaults.dead-letters.by-exception.io, or remove it"),
                arguments(
                        "redrive.defaults.topics.retention=1h;redrive.defaults.delay=1h;redrive.listeners.orders.attempts=2",
                        "@KafkaListener Orders.listen() with redrive.listeners.orders: redrive.defaults.topics.retention"
                                + " is PT1H, but a record may wait for PT1H, jitter included: it would be deleted while"
                                + " it waits",
                        "Make redrive.defaults.topics.retention longer than the longest delay, better by days, so that"
                                + " an outage loses nothing; or leave it out for a week more than the delay"),
                arguments(
                        "redrive.defaults.exclude=IOException",
                        "redrive.defaults.exclude names 'IOException', which is not an exception class",
                        "Write the full name of an exception class; did you mean java.io.IOException?"),
                arguments(
                        "redrive.listeners.orders.include=java.io.IOException;redrive.listeners.orders.exclude=java.lang.Error",
                        "redrive.listeners.orders.include and redrive.listeners.orders.exclude cannot be combined",
                        "Remove one of them"),
                arguments(
                        "redrive.listeners.orders.delays=1s;redrive.listeners.orders.attempts=2",
                        "redrive.listeners.orders: delays cannot be combined with attempts, delay, multiplier or"
                                + " max-delay",
                        "Keep either delays, one per retry, or the others"),
                arguments(
                        "redrive.defaults.delays=1s;redrive.defaults.attempts=2",
                        "redrive.defaults.delays and redrive.defaults.attempts cannot be combined",
                        "Remove one of them"),
                arguments(
                        "redrive.listeners.orders.delay=2s;redrive.listeners.orders.max-delay=1s",
                        "@KafkaListener Orders.listen() with redrive.listeners.orders: maxDelay PT1S must not be"
                                + " shorter than delay PT2S",
                        "Correct attempts, delay, multiplier, maxDelay and delays of this listener"),
                arguments(
                        "redrive.listeners.something-else.attempts=2",
                        "redrive.listeners.something-else: no @KafkaListener has the id 'something-else'; there are"
                                + " orders",
                        "Correct the id, or remove what is said about it"),
                arguments(
                        "redrive.listeners.ordes.attempts=2",
                        "redrive.listeners.ordes: no @KafkaListener has the id 'ordes'; there are orders",
                        "Did you mean redrive.listeners.orders? Correct the id, or remove what is said about it"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhatIsWrongAndWhatToDo(String properties, String told, String action) {
        application
                .withUserConfiguration(Orders.class)
                .withPropertyValues(StringUtils.delimitedListToStringArray(properties, ";"))
                .run(context -> {
                    assertThat(context).hasFailed();
                    RedriveConfigurationException refused = refusal(context.getStartupFailure());
                    assertThat(refused).hasMessage(told);
                    assertThat(refused.action()).isEqualTo(action);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            redrive.enabeld=false                            | redrive.enabled
            redrive.defaults.atempts=3                       | redrive.defaults.attempts
            redrive.defaults.maxDelai=3s                     | redrive.defaults.max-delay
            redrive.defaults.dead-letter-retention=3d        | redrive.defaults.dead-letters.retention
            redrive.defaults.partitions=3                    | redrive.defaults.topics.partitions
            redrive.defaults.logging.attemps=off             | redrive.defaults.logging.attempts
            redrive.defaults.attempts.value=3                | -
            redrive.listeners.orders.atempts=3               | redrive.listeners.orders.attempts
            redrive.listeners.[eu.orders].atempts=3          | redrive.listeners[eu.orders].attempts
            redrive.listeners.orders.topics.partition=3      | redrive.listeners.orders.topics.partitions
            redrive.listeners.orders.create-topics=false     | -
            redrive.listener.orders.attempts=3               | redrive.listeners.orders.attempts
            redrive.limits.in-flight-forward=1               | redrive.limits.in-flight-forwards
            redrive.topic.mode=none                          | redrive.topics.mode
            """)
    void refusesPropertiesThatThereAreNoneOf(String property, String meant) {
        application.withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            RedriveConfigurationException refused = refusal(context.getStartupFailure());
            assertThat(refused).hasMessageContaining(" is no property of Redrive");
            if (meant == null) {
                assertThat(refused.action()).startsWith("Correct the name, or remove it");
            } else {
                assertThat(refused.action()).isEqualTo("Did you mean " + meant + "? Correct the name, or remove it");
            }
        });
    }

    @Test
    void tellsWhereAnUnknownPropertyIsWritten() {
        application.withInitializer(Unstarted.yaml("""
                        redrive:
                          listeners:
                            orders:
                              attempts: 3
                              dealy: 1s
                        """)).run(context -> {
            RedriveConfigurationException refused = refusal(context.getStartupFailure());
            assertThat(refused)
                    .hasMessage("redrive.listeners.orders.dealy is no property of Redrive"
                            + " (Byte array resource [application.yml] - 5:14)");
            assertThat(refused.action())
                    .isEqualTo("Did you mean redrive.listeners.orders.delay? Correct the name, or remove it");
        });
    }

    @Test
    void tellsHowAnIdWithDotsIsWritten() {
        application.withPropertyValues("redrive.listeners.eu.orders.attempts=3").run(context -> {
            RedriveConfigurationException refused = refusal(context.getStartupFailure());
            assertThat(refused)
                    .hasMessageStartingWith("redrive.listeners.eu.orders.attempts is no property of Redrive");
            assertThat(refused.action())
                    .isEqualTo("Correct the name, or remove it; a listener id with other characters than letters,"
                            + " digits and dashes is written in brackets, as in redrive.listeners.[eu.orders]");
        });
    }

    @Test
    void leavesAloneWhatIsNotItsOwn() {
        application
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment", java.util.Map.of("REDRIVE_SERVICE_HOST", "10.0.0.1"))))
                .withPropertyValues(
                        "redriven.defaults.atempts=3",
                        "redrive.defaults.topics.configs.whatever.it.is=3",
                        "redrive.defaults.dead-letters.by-exception.io[0]=java.io.IOException",
                        "redrive.defaults.BLOCKINGDELAYS[0]=3s",
                        "redrive.defaults.maxDelay=3s")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(RedriveSettings.class));
    }

    @Test
    void checksNothingWhenItIsSwitchedOff() {
        application
                .withPropertyValues("redrive.enabled=false", "redrive.defaults.atempts=3")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "redrive.defaults.attempts, many",
        "redrive.defaults.delay, soon",
        "redrive.listeners.orders.layout, spread",
        "redrive.topics.mode, perhaps",
        "redrive.limits.held-bytes, lots",
        "redrive.listeners.orders, 3"
    })
    void leavesToBootWhatIsNoValueOfItsType(String property, String value) {
        application
                .withPropertyValues(property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
                        .contains(value));
    }

    private void assertRefused(String property, String told) {
        application.withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            RedriveConfigurationException refused = refusal(context.getStartupFailure());
            assertThat(refused).hasMessage(told);
            assertThat(refused.action()).contains(property.substring(0, property.indexOf('=')));
        });
    }

    private static RedriveConfigurationException refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof RedriveConfigurationException)) {
            cause = cause.getCause();
        }
        assertThat(cause).as("%s", failure).isNotNull();
        return (RedriveConfigurationException) cause;
    }

    static class Orders {

        @KafkaListener(id = "orders", topics = "orders")
        void listen(String order) {}
    }
}

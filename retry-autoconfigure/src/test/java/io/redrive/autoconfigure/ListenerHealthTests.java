package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.forward.FailingTopic;
import io.redrive.listener.ListenerContainer.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ListenerHealthTests {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"FAILED"},
            mode = EnumSource.Mode.EXCLUDE)
    void isUpWhateverItsContainersWereToldToDo(State state) {
        ListenerHealth health =
                ListenerHealth.of(true, List.of(), Map.of("orders-retry", state), Map.of(), Map.of(), NOW);

        assertThat(health.up()).isTrue();
        assertThat(health.problems()).isEmpty();
        assertThat(health.containers()).containsExactly(Map.entry("orders-retry", state));
    }

    @Test
    void isDownWhenAContainerStoppedBecauseOfAnError() {
        ListenerHealth health = ListenerHealth.of(
                true,
                List.of(),
                Map.of("orders", State.FAILED, "orders-dlt", State.RUNNING, "orders-retry", State.FAILED),
                Map.of("orders", "the broker has refused it", "orders-dlt", "it was long ago"),
                Map.of(),
                NOW);

        assertThat(health.up()).isFalse();
        assertThat(health.problems())
                .containsExactlyInAnyOrder(
                        "Container orders has stopped because the broker has refused it; the log tells more, and it is not"
                                + " started again by itself",
                        "Container orders-retry has stopped because of an error; the log tells more, and it is not started"
                                + " again by itself");
    }

    @Test
    void isDownWhileTheBrokerRefusesOneOfItsContainers() {
        ListenerHealth health =
                ListenerHealth.of(true, List.of(), Map.of("orders", State.RUNNING), Map.of(), Map.of(), NOW);

        assertThat(health.refused(Set.of("others"))).isEqualTo(health);
        assertThat(health.refused(Set.of("others", "orders")))
                .isEqualTo(new ListenerHealth(
                        false,
                        List.of(
                                "Container orders is refused by the broker (authentication or authorization); the log tells"
                                        + " more, and it tries again"),
                        Map.of("orders", State.RUNNING)));
    }

    @Test
    void staysUpWhenRecordsWereDeletedBeforeTheyWereDeliveredAndSaysSo() {
        ListenerHealth health =
                ListenerHealth.of(true, List.of(), Map.of("orders", State.RUNNING), Map.of(), Map.of(), NOW);

        assertThat(health.missing(Map.of())).isEqualTo(health);
        assertThat(health.missing(Map.of("orders-retry-1", 7L)))
                .isEqualTo(new ListenerHealth(
                        true,
                        List.of(
                                "Up to 7 records of orders-retry-1 were deleted before they were delivered; the log tells"
                                        + " when, and this says it until the next start"),
                        Map.of("orders", State.RUNNING)));
    }

    @Test
    void isDownUntilItsTopicsAreVerifiedAndSaysWhatTheLogSays() {
        assertThat(ListenerHealth.of(false, List.of(), Map.of(), Map.of(), Map.of(), NOW))
                .isEqualTo(new ListenerHealth(
                        false,
                        List.of("Its topics are not verified yet; its containers are started as soon as they are"),
                        Map.of()));
        assertThat(ListenerHealth.of(false, List.of("Topic a is missing"), Map.of(), Map.of(), Map.of(), NOW))
                .isEqualTo(new ListenerHealth(false, List.of("Topic a is missing"), Map.of()));
    }

    @Test
    void staysUpWhenAMainTopicThatWasFoundLaterCannotBeReadAndSaysSo() {
        ListenerHealth health =
                ListenerHealth.of(true, List.of("Topic b is compacted"), Map.of(), Map.of(), Map.of(), NOW);

        assertThat(health.up()).isTrue();
        assertThat(health.problems()).containsExactly("Topic b is compacted");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "59, true", "60, false", "3600, false"})
    void isDownWhenForwardsHaveBeenFailingForAMinute(int seconds, boolean up) {
        ListenerHealth health = ListenerHealth.of(
                true,
                List.of(),
                Map.of(),
                Map.of(),
                Map.of("orders-dlt", new FailingTopic(NOW.minusSeconds(seconds), "no answer")),
                NOW);

        assertThat(health.up()).isEqualTo(up);
        if (!up) {
            assertThat(health.problems())
                    .containsExactly("Forwarding to orders-dlt fails since " + NOW.minusSeconds(seconds)
                            + " (no answer); offsets are held and it is tried again");
        }
    }
}

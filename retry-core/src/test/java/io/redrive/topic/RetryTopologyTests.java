package io.redrive.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTopologyTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void refusesFewerPartitionsThanTheListenerIsAssigned() {
        TopicChain chain = new TopicChain("t", List.of(retry("r")), "d").withAssigned(Set.of(0, 3));

        assertThat(chain.leastPartitions()).isEqualTo(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withPartitions(3, chain))
                .withMessageContaining("numPartitions is 3, but the listener is assigned partition 3 of t");
        assertThat(withPartitions(4, chain).settings().partitions()).isEqualTo(4);
        assertThat(withPartitions(0, chain).settings().partitions()).isZero();
    }

    private static RetryTopology withPartitions(int partitions, TopicChain chain) {
        return new RetryTopology(
                "l",
                "g",
                BackOffSchedule.fixed(2, SECOND),
                Jitter.NONE,
                List.of(0),
                List.of(chain),
                new TopicSettings(TopicMode.CREATE, partitions, (short) 0, SECOND));
    }

    @Test
    void knowsTheDeadLetterTopicsOfAChain() {
        TopicChain chain = new TopicChain("t", List.of(retry("r")), "dlt", List.of("io-dlt"));

        assertThat(chain.forwardTopics()).containsExactly("r", "dlt", "io-dlt");
        assertThat(chain.deadLetterTopics()).containsExactly("dlt", "io-dlt");
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicChain("t", List.of(), null, List.of("io-dlt")));
    }

    @Test
    void recordsAreForwardedToTheRetryTopicsAndThenToTheDeadLetterTopic() {
        TopicChain chain = new TopicChain("t", List.of(retry("t-1"), retry("t-2")), "t-dlt");

        assertThat(chain.forwardTopics()).containsExactly("t-1", "t-2", "t-dlt");
        assertThat(new TopicChain("t", List.of(), null).forwardTopics()).isEmpty();
    }

    @Test
    void aChainInWhichATopicOccursTwiceIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicChain("t", List.of(retry("t")), null));
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicChain("t", List.of(), "t"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicChain("t", List.of(retry("r"), retry("r")), null));
    }

    @Test
    void severalRetriesMayShareALevel() {
        RetryTopology topology = topology(
                BackOffSchedule.fixed(4, SECOND), List.of(0, 0, 0), new TopicChain("t", List.of(retry("r")), "d"));

        assertThat(topology.levels()).containsExactly(0, 0, 0);
    }

    @Test
    void aTopologyWithoutALevelForEveryRetryIsRefused() {
        TopicChain chain = new TopicChain("t", List.of(retry("r")), "d");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology(BackOffSchedule.fixed(4, SECOND), List.of(0, 0), chain))
                .withMessageContaining("2 levels do not fit 3 retries");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aLevelWithoutRetryTopicIsRefused(int level) {
        TopicChain chain = new TopicChain("t", List.of(retry("r")), "d");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology(BackOffSchedule.fixed(2, SECOND), List.of(level), chain));
    }

    @Test
    void chainsThatShareATopicAreRefused() {
        TopicChain one = new TopicChain("t1", List.of(retry("r1")), "d");
        TopicChain other = new TopicChain("t2", List.of(retry("r2")), "d");
        TopicChain fed = new TopicChain("r1", List.of(retry("r3")), "d3");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology(BackOffSchedule.fixed(2, SECOND), List.of(0), one, other));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology(BackOffSchedule.fixed(2, SECOND), List.of(0), one, fed));
    }

    @Test
    void deadLettersForSomeChainsOnlyAreRefusedBecauseTheOthersWouldDropThemUnasked() {
        TopicChain with = new TopicChain("t1", List.of(retry("r1")), "d1");
        TopicChain without = new TopicChain("t2", List.of(retry("r2")), null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology(BackOffSchedule.fixed(2, SECOND), List.of(0), with, without))
                .withMessageContaining("dead-letter topic");
    }

    @Test
    void theLongestDelayIncludesJitter() {
        RetryTopology topology = new RetryTopology(
                "id",
                "group",
                new BackOffSchedule(List.of(Duration.ofSeconds(10), SECOND)),
                new Jitter(0.5, Duration.ofMillis(7)),
                List.of(0, 0),
                List.of(new TopicChain("t", List.of(retry("r")), "d")),
                TopicSettings.LIKE_MAIN_TOPIC);

        assertThat(topology.longestDelay()).isEqualTo(Duration.ofMillis(15_007));
    }

    @Test
    void withOtherMainTopicsItIsTheSameListener() {
        RetryTopology topology =
                topology(BackOffSchedule.fixed(2, SECOND), List.of(0), new TopicChain("t", List.of(retry("r")), "d"));
        TopicChain other = new TopicChain("t2", List.of(retry("r2")), "d2");

        assertThat(topology.with(List.of(other)))
                .isEqualTo(topology(BackOffSchedule.fixed(2, SECOND), List.of(0), other));
    }

    @Test
    void chainsAreApartWhereNoPartitionIsAssignedToBoth() {
        TopicChain chain = new TopicChain("t", List.of(retry("r")), "d");
        TopicChain first = chain.withAssigned(Set.of(0, 1));

        assertThat(first.isApartFrom(chain.withAssigned(Set.of(2)))).isTrue();
        assertThat(first.isApartFrom(chain.withAssigned(Set.of(1, 2)))).isFalse();
        assertThat(first.isApartFrom(chain)).isFalse();
        assertThat(chain.isApartFrom(first)).isFalse();
    }

    @Test
    void whereTopicsAreNotToBeCreatedTheyAreStillLookedAtUnlessTheyAreTakenAsTheyAre() {
        assertThat(TopicMode.CREATE.withoutCreation()).isEqualTo(TopicMode.VERIFY);
        assertThat(TopicMode.VERIFY.withoutCreation()).isEqualTo(TopicMode.VERIFY);
        assertThat(TopicMode.NONE.withoutCreation()).isEqualTo(TopicMode.NONE);
        assertThat(TopicMode.values())
                .filteredOn(mode -> new TopicSettings(mode, 0, (short) -1, SECOND).create())
                .containsExactly(TopicMode.CREATE);
    }

    @Test
    void settingsOutsideOfTheirRangesAreRefused() {
        Duration month = TopicSettings.DEFAULT_DEAD_LETTER_RETENTION;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicSettings(TopicMode.CREATE, -1, (short) 0, month));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicSettings(TopicMode.CREATE, 0, (short) -2, month));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicSettings(TopicMode.CREATE, 0, (short) 0, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicSettings(TopicMode.CREATE, 0, (short) 0, Duration.ofMillis(-1)));
        for (Duration retention : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TopicSettings(TopicMode.CREATE, 0, (short) 0, retention, month, Map.of()));
        }
    }

    private static RetryTopic retry(String name) {
        return new RetryTopic(name, SECOND);
    }

    private static RetryTopology topology(BackOffSchedule backOff, List<Integer> levels, TopicChain... chains) {
        return new RetryTopology(
                "id", "group", backOff, Jitter.NONE, levels, List.of(chains), TopicSettings.LIKE_MAIN_TOPIC);
    }
}

package io.redrive.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LongWaitTests {

    private static final long NOW = 1_800_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final RetryRouter router = router(Jitter.NONE, 1_000, 3 * HOUR);

    @Test
    void whatIsDueWithinTheHourStaysUntilItIsDue() {
        assertThat(router.staysUntil(1_000, NOW, NOW + 1_000, NOW)).isEqualTo(NOW + 1_000);
        assertThat(router.staysUntil(1_000, NOW, NOW + HOUR, NOW)).isEqualTo(NOW + HOUR);
    }

    @Test
    void whatIsDueLaterStaysForAnHourFromWhenItWasWritten() {
        assertThat(router.staysUntil(1_000, NOW - 5_000, NOW + 10 * HOUR, NOW)).isEqualTo(NOW - 5_000 + HOUR);
    }

    @Test
    void inATopicOfALongerDelayItStaysForThatDelayWithItsJitter() {
        assertThat(router.staysUntil(3 * HOUR, NOW, NOW + 10 * HOUR, NOW)).isEqualTo(NOW + 3 * HOUR);
        assertThat(router(Jitter.ofRatio(0.5), 1_000).staysUntil(4 * HOUR, NOW, NOW + 10 * HOUR, NOW))
                .isEqualTo(NOW + 6 * HOUR);
    }

    @Test
    void whatIsReadLateStaysForAMinuteMoreUnlessItIsDueBefore() {
        assertThat(router.staysUntil(1_000, NOW - 5 * HOUR, NOW + 10 * HOUR, NOW))
                .isEqualTo(NOW + MINUTE);
        assertThat(router.staysUntil(1_000, NOW - 5 * HOUR, NOW + 30_000, NOW)).isEqualTo(NOW + 30_000);
    }

    @Test
    void withoutARetryTopicToGoOnInItStaysUntilItIsDue() {
        assertThat(router(Jitter.NONE).staysUntil(1_000, NOW, NOW + 10 * HOUR, NOW))
                .isEqualTo(NOW + 10 * HOUR);
    }

    @Test
    void theLevelsNeedNotAscend() {
        RetryRouter descending = router(Jitter.NONE, 10_000, 5_000, 1_000);

        assertThat(IntStream.of(10_000, 9_999, 5_000, 4_999, 1_000, 999)
                        .map(remaining ->
                                descending.waiting(2, NOW + remaining, NOW).level()))
                .containsExactly(0, 1, 1, 2, 2, 2);
    }

    @Test
    void aLevelWithoutDelayIsOneAsWell() {
        assertThat(router(Jitter.NONE, 1_000, 0).waiting(2, NOW + 999, NOW).level())
                .isEqualTo(1);
    }

    @Test
    void inALevelThatNoRetryHasNothingWaits() {
        RetryRouter second = router(Jitter.NONE, List.of(1), List.of(1_000L, 5_000L));

        assertThat(second.waiting(2, NOW + 1, NOW).level()).isEqualTo(1);
        assertThat(second.waiting(2, NOW + HOUR, NOW).level()).isEqualTo(1);
    }

    @Test
    void ofLevelsWithTheSameDelayItIsTheFirst() {
        RetryRouter same = router(Jitter.NONE, 10_000, 10_000);

        assertThat(same.waiting(2, NOW + 20_000, NOW)).isEqualTo(new Routing.RetryAt(0, 2, NOW + 20_000));
        assertThat(same.waiting(2, NOW + 1, NOW)).isEqualTo(new Routing.RetryAt(0, 2, NOW + 1));
    }

    private static RetryRouter router(Jitter jitter, long... delaysMs) {
        return router(
                jitter,
                IntStream.range(0, delaysMs.length).boxed().toList(),
                LongStream.of(delaysMs).boxed().toList());
    }

    /** For each retry its level, and for each level the delay of its topic. */
    private static RetryRouter router(Jitter jitter, List<Integer> levels, List<Long> delaysMs) {
        List<RetryTopic> topics = IntStream.range(0, delaysMs.size())
                .mapToObj(level -> new RetryTopic("r" + level, Duration.ofMillis(delaysMs.get(level))))
                .toList();
        RetryTopology topology = new RetryTopology(
                "id",
                "group",
                new BackOffSchedule(
                        levels.stream().map(level -> topics.get(level).delay()).toList()),
                jitter,
                levels,
                List.of(new TopicChain("main", topics, "dlt")),
                TopicSettings.LIKE_MAIN_TOPIC);
        return new RetryRouter(topology, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null);
    }
}

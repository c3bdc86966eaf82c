package io.redrive.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.DeadLetterException;
import io.redrive.RetryAfterException;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryRouterTests {

    private static final long NOW = 1_800_000_000_000L;
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Exception failure = new IllegalStateException("no");
    private final Random random = new Random(1);

    @Test
    void sendsDeadLettersToTheTopicOfTheirFailureOrOfItsCause() {
        // given
        RetryTopology topology = new RetryTopology(
                "l",
                "g",
                BackOffSchedule.fixed(1, Duration.ofSeconds(1)),
                Jitter.NONE,
                List.of(),
                List.of(new TopicChain("t", List.of(), "dlt", List.of("io-dlt", "state-dlt"))),
                TopicSettings.LIKE_MAIN_TOPIC);
        RetryRouter router = new RetryRouter(
                topology,
                new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false),
                null,
                List.of(Set.of(java.io.IOException.class), Set.of(IllegalStateException.class)));

        // then
        assertThat(List.of(
                                new java.io.FileNotFoundException(),
                                new IllegalStateException(),
                                new IllegalStateException(new java.io.IOException()),
                                new IllegalArgumentException())
                        .stream()
                        .map(failure -> router.afterFailure(1, 0, failure, 0, new Random(1)))
                        .toList())
                .containsExactly(
                        new Routing.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED, 1),
                        new Routing.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED, 2),
                        new Routing.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED, 1),
                        new Routing.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED, 0));
        assertThat(router.giveUp(DeadLetterReason.TOO_LARGE))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.TOO_LARGE, 0));
    }

    @Test
    void aFailedRecordGoesToTheTopicOfItsNextAttemptAndIsDueAfterItsDelay() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(router.afterFailure(1, NOW, failure, NOW, random)).isEqualTo(new Routing.RetryAt(0, 2, NOW + 1_000));
        assertThat(router.afterFailure(2, NOW, failure, NOW, random))
                .isEqualTo(new Routing.RetryAt(1, 3, NOW + 60_000));
        assertThat(router.afterFailure(3, NOW, failure, NOW, random))
                .isEqualTo(new Routing.RetryAt(1, 4, NOW + 10_000));
    }

    @Test
    void theLastAttemptIsTheLast() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");
        Routing dead = new Routing.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED);

        assertThat(router.afterFailure(4, NOW, failure, NOW, random)).isEqualTo(dead);
        assertThat(router.afterFailure(5, NOW, failure, NOW, random)).isEqualTo(dead);
        assertThat(router.afterFailure(Integer.MAX_VALUE, NOW, failure, NOW, random))
                .isEqualTo(dead);
    }

    @Test
    void aFatalFailureEndsARecordAtOnce() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(router.afterFailure(1, NOW, new ClassCastException(), NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.FATAL_EXCEPTION));
    }

    @Test
    void noFurtherAttemptIsMadeOnceTheTimeIsOver() {
        RetryRouter router = router(Jitter.NONE, Duration.ofMinutes(1), "dlt");

        assertThat(router.afterFailure(1, NOW - 60_000, failure, NOW, random)).isInstanceOf(Routing.RetryAt.class);
        assertThat(router.afterFailure(1, NOW - 60_001, failure, NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.TIMED_OUT));
        assertThat(router.afterFailure(1, NOW + 60_001, failure, NOW, random)).isInstanceOf(Routing.RetryAt.class);
    }

    @Test
    void withoutATimeoutAnOldRecordIsStillRetried() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(router.afterFailure(1, 0, failure, NOW, random)).isInstanceOf(Routing.RetryAt.class);
        assertThat(router.afterFailure(1, Long.MIN_VALUE, failure, NOW, random)).isInstanceOf(Routing.RetryAt.class);
    }

    @Test
    void anImpossiblyOldFirstTimestampIsOldAndDoesNotOverflowIntoYoung() {
        RetryRouter router = router(Jitter.NONE, Duration.ofMinutes(1), "dlt");

        assertThat(router.afterFailure(1, Long.MIN_VALUE, failure, NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.TIMED_OUT));
        assertThat(router.afterFailure(1, Long.MAX_VALUE, failure, NOW, random)).isInstanceOf(Routing.RetryAt.class);
    }

    @Test
    void theLongestTimeoutThereIsMeansForEver() {
        RetryRouter router = router(Jitter.NONE, Duration.ofSeconds(Long.MAX_VALUE), "dlt");

        assertThat(router.afterFailure(1, 0, failure, NOW, random)).isInstanceOf(Routing.RetryAt.class);
    }

    @Test
    void withoutADeadLetterTopicARecordIsDropped() {
        RetryRouter router = router(Jitter.NONE, null, null);

        assertThat(router.afterFailure(4, NOW, failure, NOW, random))
                .isEqualTo(new Routing.Drop(DeadLetterReason.ATTEMPTS_EXHAUSTED));
        assertThat(router.giveUp(DeadLetterReason.MALFORMED_HEADERS))
                .isEqualTo(new Routing.Drop(DeadLetterReason.MALFORMED_HEADERS));
    }

    @Test
    void jitterMovesTheDueTimeWithinItsBoundsAndEveryDueTimeIsPlausible() {
        RetryRouter router = router(Jitter.ofRatio(0.5), null, "dlt");
        for (int i = 0; i < 10_000; i++) {
            int attempt = 1 + random.nextInt(3);

            Routing.RetryAt next = (Routing.RetryAt) router.afterFailure(attempt, NOW, failure, NOW, random);

            long delay = List.of(1_000L, 60_000L, 10_000L).get(attempt - 1);
            assertThat(next.dueAtMs()).isBetween(NOW + delay / 2, NOW + delay * 3 / 2);
            assertThat(router.plausible(next.attempt(), next.dueAtMs(), NOW, Duration.ZERO, Duration.ZERO))
                    .isTrue();
        }
    }

    @Test
    void plausibleAttemptsAreTheFirstOfARedriveToMoreThanAnyVersionOfTheApplicationMade() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(List.of(1, 2, 3, 4, 5, 10_000))
                .allMatch(attempt -> router.plausible(attempt, NOW, NOW, Duration.ZERO, SKEW));
        assertThat(List.of(Integer.MIN_VALUE, -1, 0, 10_001, Integer.MAX_VALUE))
                .noneMatch(attempt -> router.plausible(attempt, NOW, NOW, Duration.ZERO, SKEW));
    }

    @Test
    void plausibleDueTimesReachFromTheEpochToTheLongestThatAListenerMayAskForPlusClockSkew() {
        RetryRouter router = router(Jitter.ofRatio(0.5), null, "dlt");
        long latest = NOW + Duration.ofDays(30).toMillis() + SKEW.toMillis();

        assertThat(router.plausible(2, 0, NOW, Duration.ZERO, SKEW)).isTrue();
        assertThat(router.plausible(2, NOW, NOW, Duration.ZERO, SKEW)).isTrue();
        assertThat(router.plausible(2, latest, NOW, Duration.ZERO, SKEW)).isTrue();
        assertThat(router.plausible(2, latest + 1, NOW, Duration.ZERO, SKEW)).isFalse();
        assertThat(router.plausible(2, -1, NOW, Duration.ZERO, SKEW)).isFalse();
    }

    @Test
    void dueTimesOfAVersionWithLongerDelaysArePlausible() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");
        Duration former = Duration.ofDays(40);
        long latest = NOW + former.plus(SKEW).toMillis();

        assertThat(router.plausible(2, latest, NOW, former, SKEW)).isTrue();
        assertThat(router.plausible(2, latest + 1, NOW, former, SKEW)).isFalse();
        assertThat(router.plausible(2, NOW + 60_000, NOW, Duration.ofSeconds(1), Duration.ZERO))
                .isTrue();
    }

    @Test
    void aFailedAttemptBeyondThePresentMaximumWasTheLast() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(router.afterFailure(9, NOW, failure, NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED));
    }

    @Test
    void jitterAboveWhatAListenerMayAskForIsPlausibleToo() {
        RetryRouter router = router(Jitter.ofSpread(Duration.ofDays(30)), null, "dlt");
        long latest = NOW + 60_000 + Duration.ofDays(30).toMillis();

        assertThat(router.plausible(2, latest, NOW, Duration.ZERO, Duration.ZERO))
                .isTrue();
        assertThat(router.plausible(2, latest + 1, NOW, Duration.ZERO, Duration.ZERO))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 0",
        "1000, 0",
        "59999, 0",
        "60000, 1",
        "3600000, 1",
        "2592000000, 1",
    })
    void aListenerThatAsksForADelayGetsItInTheTopicWithTheLargestDelayNotAboveIt(long delayMs, int level) {
        RetryRouter router = router(Jitter.ofRatio(1), null, "dlt");
        Exception asking = new RetryAfterException(Duration.ofMillis(delayMs));

        assertThat(router.afterFailure(1, NOW, asking, NOW, random))
                .isEqualTo(new Routing.RetryAt(level, 2, NOW + delayMs));
        assertThat(router.afterFailure(3, NOW, asking, NOW, random))
                .isEqualTo(new Routing.RetryAt(level, 4, NOW + delayMs));
    }

    @Test
    void anAskedDelayIsNeverShortenedToWholeMilliseconds() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(router.afterFailure(1, NOW, new RetryAfterException(Duration.ofNanos(1)), NOW, random))
                .isEqualTo(new Routing.RetryAt(0, 2, NOW + 1));
    }

    @Test
    void anAskedDelayLengthensNeitherTheAttemptsNorTheTimeOfARecord() {
        RetryRouter router = router(Jitter.NONE, Duration.ofMinutes(1), "dlt");
        Exception asking = new RetryAfterException(Duration.ofSeconds(5));

        assertThat(router.afterFailure(4, NOW, asking, NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED));
        assertThat(router.afterFailure(1, NOW - 60_001, asking, NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.TIMED_OUT));
    }

    @Test
    void whatAListenerDemandsCountsAlsoAsACauseAndOfAFatalFailure() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");
        Exception asking = new RetryAfterException(Duration.ofSeconds(5));
        Exception rejecting = new DeadLetterException("no such customer");
        ClassCastException fatal = new ClassCastException();
        fatal.initCause(asking);

        assertThat(router.afterFailure(1, NOW, fatal, NOW, random)).isEqualTo(new Routing.RetryAt(0, 2, NOW + 5_000));
        assertThat(router.afterFailure(1, NOW, new RuntimeException(new RuntimeException(rejecting)), NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.REJECTED, "rejected: no such customer", 0));
    }

    @Test
    void whatAListenerDemandsIsNotTriedAgainInPlace() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(router.isRetryable(failure)).isTrue();
        assertThat(router.isRetryable(new RuntimeException(new RetryAfterException(Duration.ZERO))))
                .isFalse();
        assertThat(router.isRetryable(new RuntimeException(new DeadLetterException("no such customer"))))
                .isFalse();
    }

    @Test
    void whatIsFatalIsNotTriedAgainInPlace() {
        assertThat(router(Jitter.NONE, null, "dlt").isRetryable(new ClassCastException()))
                .isFalse();
    }

    @Test
    void sixtyFourFailuresOfAChainAreAskedForDemands() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");
        Throwable deep = new DeadLetterException("deep");
        for (int i = 0; i < 63; i++) {
            deep = new RuntimeException(deep);
        }

        assertThat(router.isRetryable(deep)).isFalse();
        assertThat(router.isRetryable(new RuntimeException(deep))).isTrue();
    }

    @Test
    void whatAListenerRejectsGoesToTheTopicOfItsFailureToo() {
        RetryTopology topology = new RetryTopology(
                "l",
                "g",
                BackOffSchedule.fixed(1, Duration.ofSeconds(1)),
                Jitter.NONE,
                List.of(),
                List.of(new TopicChain("t", List.of(), "dlt", List.of("io-dlt"))),
                TopicSettings.LIKE_MAIN_TOPIC);
        RetryRouter router = new RetryRouter(
                topology,
                new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false),
                null,
                List.of(Set.of(java.io.IOException.class)));

        assertThat(router.afterFailure(
                        1, NOW, new DeadLetterException("no", new java.io.FileNotFoundException()), NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.REJECTED, "rejected: no", 1));
    }

    @Test
    void theOutermostOfTwoDemandsCounts() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");
        Exception asking = new RetryAfterException(Duration.ofSeconds(5));
        Exception rejecting = new DeadLetterException("no such customer");

        assertThat(router.afterFailure(1, NOW, new DeadLetterException("later is too late", asking), NOW, random))
                .isEqualTo(new Routing.DeadLetter(DeadLetterReason.REJECTED, "rejected: later is too late", 0));
        assertThat(router.afterFailure(1, NOW, new RetryAfterException(Duration.ofSeconds(2), rejecting), NOW, random))
                .isEqualTo(new Routing.RetryAt(0, 2, NOW + 2_000));
    }

    @Test
    void causesThatFormACycleOrCannotBeReadDemandNothing() {
        RetryRouter router = router(Jitter.NONE, null, "dlt");
        Exception one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("other", one));
        Exception hostile = new IllegalStateException("hostile") {
            @Override
            public synchronized Throwable getCause() {
                throw new UnsupportedOperationException();
            }
        };

        assertThat(router.afterFailure(1, NOW, one, NOW, random)).isEqualTo(new Routing.RetryAt(0, 2, NOW + 1_000));
        assertThat(router.afterFailure(1, NOW, hostile, NOW, random)).isEqualTo(new Routing.RetryAt(0, 2, NOW + 1_000));
    }

    @Test
    void aRecordThatItsListenerRejectsIsDroppedWhereThereIsNoDeadLetterTopic() {
        RetryRouter router = router(Jitter.NONE, null, null);

        assertThat(router.afterFailure(1, NOW, new DeadLetterException(""), NOW, random))
                .isEqualTo(new Routing.Drop(DeadLetterReason.REJECTED, "rejected"));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -NOW, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void extremeDueTimesDoNotOverflowIntoPlausible(long dueAtMs) {
        RetryRouter router = router(Jitter.NONE, null, "dlt");

        assertThat(router.plausible(2, dueAtMs, NOW, Duration.ZERO, SKEW)).isFalse();
        assertThat(router.plausible(2, dueAtMs, 0, Duration.ZERO, SKEW)).isFalse();
        assertThat(router.plausible(2, dueAtMs, -1, Duration.ZERO, SKEW)).isFalse();
    }

    @Test
    void codesOfReasonsAreStableAndDiffer() {
        assertThat(DeadLetterReason.values())
                .extracting(DeadLetterReason::code)
                .containsExactly(
                        "attempts-exhausted",
                        "fatal-exception",
                        "rejected",
                        "timed-out",
                        "undeserializable",
                        "malformed-headers",
                        "too-large");
    }

    private static RetryRouter router(Jitter jitter, @Nullable Duration timeout, @Nullable String deadLetterTopic) {
        RetryTopology topology = new RetryTopology(
                "id",
                "group",
                new BackOffSchedule(List.of(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10))),
                jitter,
                List.of(0, 1, 1),
                List.of(new TopicChain(
                        "main",
                        List.of(
                                new RetryTopic("r1", Duration.ofSeconds(1)),
                                new RetryTopic("r2", Duration.ofMinutes(1))),
                        deadLetterTopic)),
                TopicSettings.LIKE_MAIN_TOPIC);
        ExceptionClassifier classifier =
                new ExceptionClassifier(Set.of(), Set.of(ClassCastException.class), Set.of(), false);
        return new RetryRouter(topology, classifier, timeout);
    }
}

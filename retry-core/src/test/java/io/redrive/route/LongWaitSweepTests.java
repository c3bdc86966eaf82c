package io.redrive.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.RetryAfterException;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random delays asked of random topologies, with slow brokers, stopped readers and clocks that disagree. */
class LongWaitSweepTests {

    private static final long NOW = 1_800_000_000_000L;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    /** One an hour for thirty days, and a few on the way down. */
    private static final int MOST_MOVES = 30 * 24 + 20;

    @Test
    void aLongWaitIsNeverCutShortAndEndsAfterABoundedNumberOfMovesAndNeverOutstaysRetention() {
        for (int seed = 0; seed < 3_000; seed++) {
            try {
                wait(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    private static void wait(int seed) {
        Random random = new Random(seed);
        List<Duration> delays = delays(random);
        Jitter jitter = random.nextBoolean() ? Jitter.NONE : Jitter.ofRatio(random.nextDouble());
        RetryTopology topology = topology(delays, jitter);
        RetryRouter router =
                new RetryRouter(topology, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null);
        int attempt = 1 + random.nextInt(delays.size());
        Duration asked = randomDuration(random, Duration.ofDays(40));
        long skewMs = random.nextInt(3) == 0 ? random.nextLong(-2 * HOUR, 2 * HOUR) : 0;

        Routing.RetryAt next =
                (Routing.RetryAt) router.afterFailure(attempt, NOW, new RetryAfterException(asked), NOW, random);
        long askedMs = Math.min(asked.toMillis(), Duration.ofDays(30).toMillis());
        long dueAtMs = next.dueAtMs();
        assertThat(dueAtMs).isEqualTo(NOW + askedMs);
        long now = NOW;
        int moves = 0;
        while (true) {
            assertThat(next.attempt()).isEqualTo(attempt + 1);
            assertThat(next.dueAtMs()).isEqualTo(dueAtMs);
            long delayMs = delays.get(next.level()).toMillis();
            assertLevel(delays, delayMs, dueAtMs - now);
            long writtenAtMs = now + skewMs;
            now += random.nextInt(500);
            assertThat(router.plausible(next.attempt(), dueAtMs, now, Duration.ZERO, Duration.ZERO))
                    .isTrue();
            long untilMs = router.staysUntil(delayMs, writtenAtMs, dueAtMs, now);
            long longestStayMs = Math.max(HOUR, jitter.longest(delayMs)) + MINUTE;
            assertThat(untilMs - now).isLessThanOrEqualTo(longestStayMs + Math.max(0, skewMs));
            now = Math.max(now, untilMs) + lateness(random);
            if (untilMs >= dueAtMs) {
                assertThat(now).isGreaterThanOrEqualTo(dueAtMs);
                break;
            }
            if (now >= dueAtMs) {
                break;
            }
            next = router.waiting(next.attempt(), dueAtMs, now);
            moves++;
            assertThat(moves).isLessThan(skewMs < 0 ? MOST_MOVES * 60 : MOST_MOVES);
        }
    }

    private static void assertLevel(List<Duration> delays, long delayMs, long remainingMs) {
        List<Long> all = delays.stream().map(Duration::toMillis).sorted().toList();
        if (all.get(0) > remainingMs) {
            assertThat(delayMs).isEqualTo(all.get(0));
        } else {
            assertThat(delayMs).isLessThanOrEqualTo(remainingMs);
            assertThat(all).noneMatch(each -> each <= remainingMs && each > delayMs);
        }
    }

    /** Mostly soon, sometimes days, as after an outage. */
    private static long lateness(Random random) {
        return random.nextInt(50) == 0 ? random.nextLong(3 * 24 * HOUR) : random.nextInt(100);
    }

    private static List<Duration> delays(Random random) {
        List<Duration> delays = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Duration delay = randomDuration(random, Duration.ofDays(7));
            if (!delays.contains(delay)) {
                delays.add(delay);
            }
        }
        return delays;
    }

    /** Every magnitude is as likely as any other. */
    private static Duration randomDuration(Random random, Duration longest) {
        double exponent = random.nextDouble() * Math.log(longest.toMillis() + 1.0);
        return Duration.ofMillis((long) Math.exp(exponent) - 1);
    }

    private static RetryTopology topology(List<Duration> delays, Jitter jitter) {
        return new RetryTopology(
                "id",
                "group",
                new BackOffSchedule(delays),
                jitter,
                IntStream.range(0, delays.size()).boxed().toList(),
                List.of(new TopicChain(
                        "main",
                        IntStream.range(0, delays.size())
                                .mapToObj(level -> new RetryTopic("r" + level, delays.get(level)))
                                .toList(),
                        "dlt")),
                TopicSettings.LIKE_MAIN_TOPIC);
    }
}

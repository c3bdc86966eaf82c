package io.redrive.backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackOffScheduleTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aFixedScheduleHasTheSameDelayBeforeEveryRetry() {
        BackOffSchedule schedule = BackOffSchedule.fixed(4, SECOND);

        assertThat(schedule.delays()).containsExactly(SECOND, SECOND, SECOND);
        assertThat(schedule.attempts()).isEqualTo(4);
    }

    @Test
    void oneAttemptHasNoDelays() {
        BackOffSchedule schedule = BackOffSchedule.fixed(1, SECOND);

        assertThat(schedule.delays()).isEmpty();
        assertThat(schedule.attempts()).isOne();
        assertThat(schedule.longest()).isZero();
    }

    @Test
    void anExponentialScheduleGrowsUntilItReachesTheMaximum() {
        BackOffSchedule schedule = BackOffSchedule.exponential(7, SECOND, 2, Duration.ofSeconds(10));

        assertThat(schedule.delays()).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void anExponentialScheduleWithoutMaximumGrowsToThirtyDays() {
        BackOffSchedule schedule = BackOffSchedule.exponential(4, Duration.ofDays(10), 2, null);

        assertThat(schedule.delays()).extracting(Duration::toDays).containsExactly(10L, 20L, 30L);
    }

    @Test
    void anExponentialDelayIsNotAMillisecondShortBecauseOfTheFractionsOfADouble() {
        // 100 * 1.15 is 114.99999999999999 as a double.
        BackOffSchedule schedule = BackOffSchedule.exponential(3, Duration.ofMillis(100), 1.15, null);

        assertThat(schedule.delays()).extracting(Duration::toMillis).containsExactly(100L, 115L);
    }

    @Test
    void anExponentialScheduleNeedNotGrow() {
        BackOffSchedule schedule = BackOffSchedule.exponential(3, SECOND, 1, SECOND);

        assertThat(schedule.delays()).containsExactly(SECOND, SECOND);
    }

    @Test
    void aHugeMultiplierDoesNotOverflow() {
        BackOffSchedule schedule = BackOffSchedule.exponential(100, SECOND, 1e9, null);

        assertThat(schedule.delays().get(0)).isEqualTo(SECOND);
        assertThat(schedule.delays().subList(1, 99))
                .hasSize(98)
                .allSatisfy(delay -> assertThat(delay).isEqualTo(BackOffSchedule.LONGEST));
    }

    @Test
    void theLargestMultiplierDoesNotOverflow() {
        BackOffSchedule schedule = BackOffSchedule.exponential(100, SECOND, Double.MAX_VALUE, Duration.ofMinutes(1));

        assertThat(schedule.longest()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void anInitialDelayOfZeroStaysZeroHoweverOftenItIsMultiplied() {
        BackOffSchedule schedule = BackOffSchedule.exponential(100, Duration.ZERO, 1e300, null);

        assertThat(schedule.longest()).isZero();
    }

    @Test
    void aListIsTakenAsItIsAndHasOneAttemptMore() {
        BackOffSchedule schedule =
                new BackOffSchedule(List.of(Duration.ofSeconds(10), SECOND, Duration.ofSeconds(5), Duration.ZERO));

        assertThat(schedule.attempts()).isEqualTo(5);
        assertThat(schedule.delayBefore(2)).isEqualTo(Duration.ofSeconds(10));
        assertThat(schedule.delayBefore(3)).isEqualTo(SECOND);
        assertThat(schedule.delayBefore(5)).isZero();
        assertThat(schedule.longest()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aListIsCopied() {
        List<Duration> delays = new ArrayList<>(List.of(SECOND));
        BackOffSchedule schedule = new BackOffSchedule(delays);

        delays.clear();

        assertThat(schedule.delays()).containsExactly(SECOND);
    }

    @Test
    void thirtyDaysAreAllowedAndNotAMillisecondMore() {
        assertThat(BackOffSchedule.fixed(2, Duration.ofDays(30)).longest()).isEqualTo(Duration.ofDays(30));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackOffSchedule.fixed(2, Duration.ofDays(30).plusMillis(1)))
                .withMessageContaining("30 days");
    }

    @Test
    void aNegativeDelayIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackOffSchedule(List.of(SECOND, Duration.ofNanos(-1))))
                .withMessageContaining("negative");
    }

    @Test
    void aWrongDelayIsRefusedEvenWhereNoRetryUsesIt() {
        assertThatIllegalArgumentException().isThrownBy(() -> BackOffSchedule.fixed(1, Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> BackOffSchedule.fixed(1, Duration.ofDays(31)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackOffSchedule.exponential(1, Duration.ofMillis(-1), 2, null));
    }

    @Test
    void aMaximumOverThirtyDaysIsRefusedEvenWhereNoDelayReachesIt() {
        for (Duration tooLong : List.of(Duration.ofDays(31), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BackOffSchedule.exponential(3, SECOND, 2, tooLong))
                    .withMessageContaining("30 days");
        }
    }

    @Test
    void aMaximumBelowTheFirstDelayIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackOffSchedule.exponential(3, SECOND, 2, Duration.ofMillis(999)))
                .withMessageContaining("maxDelay");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void fewerThanOneAttemptIsRefused(int attempts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackOffSchedule.fixed(attempts, SECOND))
                .withMessageContaining("attempts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackOffSchedule.exponential(attempts, SECOND, 2, null))
                .withMessageContaining("attempts");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0.999, 0, -2, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aMultiplierThatIsNoNumberOfAtLeastOneIsRefused(double multiplier) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackOffSchedule.exponential(3, SECOND, multiplier, null))
                .withMessageContaining("multiplier");
    }

    @Test
    void refusesMoreAttemptsThanAreBelievedOfARecord() {
        assertThat(BackOffSchedule.fixed(BackOffSchedule.MOST_ATTEMPTS, Duration.ZERO)
                        .attempts())
                .isEqualTo(10_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackOffSchedule.fixed(Integer.MAX_VALUE, Duration.ZERO))
                .withMessage("attempts must be at most 10000, but is 2147483647");
    }
}

package io.redrive.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.schedule.OverdueRate.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverdueRateTests {

    private static final long NOW = 1_800_000_000_000L;

    @Test
    void aRateOfZeroBoundsNothing() {
        assertThat(OverdueRate.UNBOUNDED.isBounded()).isFalse();
        assertThat(new OverdueRate(0).isBounded()).isFalse();
        assertThat(new OverdueRate(1).isBounded()).isTrue();
        assertThatThrownBy(() -> new OverdueRate(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTurnBehindAnotherBeginsWhereThatEnds() {
        OverdueRate rate = new OverdueRate(100);

        Turn first = rate.next(NOW);
        Turn second = rate.next(NOW);

        assertThat(first.size()).isEqualTo(10);
        assertThat(first.come(NOW)).isEqualTo(10);
        assertThat(second.come(NOW - 1)).isZero();
        assertThat(second.come(NOW)).isEqualTo(1);
        assertThat(second.come(NOW + 9)).isEqualTo(1);
        assertThat(second.come(NOW + 10)).isEqualTo(2);
        assertThat(second.come(NOW + 10_000)).isEqualTo(10);
    }

    @Test
    void instantsThatAreCloseAreWaitedForTogether() {
        OverdueRate slow = new OverdueRate(100);
        slow.next(NOW);
        OverdueRate fast = new OverdueRate(1_000);
        fast.next(NOW);

        assertThat(slow.next(NOW).worthWhileAt(0)).isEqualTo(NOW);
        assertThat(fast.next(NOW).worthWhileAt(0)).isEqualTo(NOW);
        assertThat(new Turn(NOW, NOW * 1_000, 10, 10_000).worthWhileAt(3)).isEqualTo(NOW + 30);
        assertThat(new Turn(NOW, NOW * 1_000, 10, 1_000).worthWhileAt(3)).isEqualTo(NOW + 8);
    }

    @Test
    void aClockThatIsSetBackHoldsUpNothing() {
        OverdueRate rate = new OverdueRate(10);
        rate.next(NOW);
        Turn before = rate.next(NOW);
        long back = NOW - 7_200_000;

        assertThat(before.isOutOfDate(back)).isTrue();
        assertThat(rate.next(back).come(back)).isEqualTo(1);
        assertThat(rate.next(back).come(back + 100)).isEqualTo(2 - 1);
    }

    @Test
    void aClockIsTakenForSetBackFromMoreThanASecondOn() {
        OverdueRate rate = new OverdueRate(10);
        Turn turn = rate.next(NOW);

        assertThat(turn.isOutOfDate(NOW - 1_000)).isFalse();
        assertThat(turn.isOutOfDate(NOW - 1_001)).isTrue();
        assertThat(rate.next(NOW - 1_000).firstMicros()).isEqualTo(NOW * 1_000);
        assertThat(rate.next(NOW - 1_001).firstMicros()).isEqualTo((NOW - 1_101) * 1_000);
    }

    @Test
    void instantsFiveMillisecondsApartAreWaitedForOneByOne() {
        assertThat(new Turn(NOW, NOW * 1_000, 10, 5_000).worthWhileAt(1)).isEqualTo(NOW + 5);
        assertThat(new Turn(NOW, NOW * 1_000, 10, 4_999).worthWhileAt(1)).isEqualTo(NOW + 10);
    }

    @Test
    void threadsThatReadTheClockAndAskInAnotherOrderGainNothing() {
        OverdueRate rate = new OverdueRate(1_000);
        rate.next(NOW);

        for (int i = 0; i < 100; i++) {
            rate.next(NOW + 1);
            rate.next(NOW);
        }

        assertThat(rate.next(NOW + 1).come(NOW + 19_999)).isZero();
        assertThat(rate.next(NOW + 1).come(NOW + 30_000)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "9, 1", "10, 1", "25, 2", "1000, 100", "300000, 30000", "2000000000, 200000000"})
    void aTurnIsATenthOfASecondsWorth(int perSecond, int size) {
        assertThat(new OverdueRate(perSecond).next(NOW).size()).isEqualTo(size);
    }

    /** Some ask often, some seldom, and each uses what has come when it gets there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 50, 333, 10_000})
    void whoeverAsksHoweverOftenTheRateIsKeptAndUsed(int perSecond) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            OverdueRate rate = new OverdueRate(perSecond);
            int askers = 1 + random.nextInt(4);
            List<Asker> all = new ArrayList<>();
            for (int i = 0; i < askers; i++) {
                all.add(new Asker(1 + random.nextInt(30)));
            }
            int[] perMs = new int[20_000];
            for (int ms = 0; ms < perMs.length; ms++) {
                for (Asker each : all) {
                    if (ms % each.everyMs == 0) {
                        perMs[ms] += each.use(rate, NOW + ms);
                    }
                }
            }
            int turn = Math.max(1, perSecond / 10);
            for (int window : new int[] {1, 100, 1_000, 10_000, perMs.length}) {
                long most = (long) perSecond * window / 1_000 + (long) turn * (askers + 1) + 1;
                assertThat((long) fullest(perMs, window))
                        .as("seed %s, %s askers, in %s ms", seed, askers, window)
                        .isLessThanOrEqualTo(most);
            }
            assertThat(fullest(perMs, perMs.length))
                    .as("seed %s, all in all", seed)
                    .isGreaterThanOrEqualTo((int) (perSecond * 20L * 9 / 10) - turn * askers);
            assertThat(all)
                    .as("seed %s", seed)
                    .allSatisfy(each -> assertThat(each.total).isGreaterThan(0));
        }
    }

    private static int fullest(int[] perMs, int window) {
        int sum = 0;
        int most = 0;
        for (int i = 0; i < perMs.length; i++) {
            sum += perMs[i] - (i >= window ? perMs[i - window] : 0);
            most = Math.max(most, sum);
        }
        return most;
    }

    private static final class Asker {

        private final int everyMs;
        private Turn turn;
        private int used;
        private int total;

        Asker(int everyMs) {
            this.everyMs = everyMs;
        }

        int use(OverdueRate rate, long nowMs) {
            if (turn == null || used == turn.size()) {
                turn = rate.next(nowMs);
                used = 0;
            }
            int now = turn.come(nowMs) - used;
            used += now;
            total += now;
            return now;
        }
    }
}

package io.redrive.census;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTests {

    @Test
    void findsTheOldestUnresolvedWhereTimeGoesBackAsWell() {
        // given
        Steps steps = new Steps(10);
        steps.add(0, 50);
        steps.add(3, 20);
        steps.add(4, 40);
        steps.add(9, 10);

        // then
        assertThat(steps.oldest(resolved(Set.of()))).isEqualTo(10);
        assertThat(steps.oldest(resolved(Set.of(9L)))).isEqualTo(20);
        assertThat(steps.oldest(resolved(Set.of(9L, 3L)))).isEqualTo(40);
        assertThat(steps.oldest(resolved(Set.of(9L, 4L, 3L)))).isEqualTo(50);
        assertThat(steps.oldest(resolved(Set.of(0L, 3L, 4L, 9L)))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void putsTogetherWhatLiesCloseInTimeAndKeepsGroupsApart() {
        // given
        Steps steps = new Steps(3);
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i < 100; i++) {
                steps.add(100 * day + i, 1_000_000 * day + i);
            }
        }

        // then
        assertThat(steps.size()).isEqualTo(3);
        assertThat(steps.oldest((from, to) -> resolvedBelow(100, from, to))).isEqualTo(1_000_000);
        assertThat(steps.oldest((from, to) -> resolvedBelow(150, from, to)))
                .as("that of its step")
                .isEqualTo(1_000_000);
        assertThat(steps.oldest((from, to) -> resolvedBelow(200, from, to))).isEqualTo(2_000_000);
    }

    @Test
    void asksLittleWhereTimeGoesOn() {
        // given
        Steps steps = new Steps(1_024);
        for (int i = 0; i < 1_000; i++) {
            steps.add(i, i);
        }
        int[] asked = {0};

        // when
        long oldest = steps.oldest((from, to) -> {
            asked[0]++;
            return resolvedBelow(777, from, to);
        });

        // then
        assertThat(oldest).isEqualTo(777);
        assertThat(asked[0]).isLessThan(25);
    }

    /** Put together in any order, a step is of a small part of all the time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void isTooOldByNoMoreThanItsShareOfTheTime(long seed) {
        // given
        Random random = new Random(seed);
        Steps steps = new Steps(16);
        long[] times = new long[3_000];
        Steps next = new Steps(16);
        for (int i = 0; i < times.length; i++) {
            times[i] = (i == 0 ? 0 : times[i - 1]) + (long) Math.pow(10, random.nextDouble() * 6);
            next.add(i, times[i]);
            if (i % 1_000 == 999) {
                steps.take(next);
                next = new Steps(16);
            }
        }
        long time = times[times.length - 1] - times[0];

        // then
        assertThat(steps.size()).isLessThanOrEqualTo(16);
        for (int first = 0; first < times.length; first++) {
            int below = first;
            long oldest = steps.oldest((from, to) -> resolvedBelow(below, from, to));
            assertThat(oldest).isBetween(times[first] - time / 8, times[first]);
        }
        assertThat(Arrays.stream(times).min()).hasValue(steps.oldest((from, to) -> 0));
    }

    private static long resolvedBelow(long offset, long from, long to) {
        return Math.max(0, Math.min(offset, to) - from);
    }

    private static LongBinaryOperator resolved(Set<Long> offsets) {
        return (from, to) ->
                LongStream.range(from, to).filter(offsets::contains).count();
    }
}

package io.redrive.backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitterTests {

    private static final RandomGenerator LOWEST = () -> 0L;
    private static final RandomGenerator HIGHEST = () -> -1L;

    @Test
    void withoutJitterADelayStaysAsItIs() {
        assertThat(Jitter.NONE.apply(1_234, new Random(1))).isEqualTo(1_234);
        assertThat(Jitter.NONE.longest(1_234)).isEqualTo(1_234);
    }

    @Test
    void aRatioDeviatesByThatShareToEitherSide() {
        Jitter jitter = Jitter.ofRatio(0.2);

        assertThat(jitter.apply(1_000, LOWEST)).isEqualTo(800);
        assertThat(jitter.apply(1_000, HIGHEST)).isEqualTo(1_200);
        assertThat(jitter.longest(1_000)).isEqualTo(1_200);
    }

    @Test
    void aSpreadAddsToTheRatio() {
        Jitter jitter = new Jitter(0.1, Duration.ofMillis(50));

        assertThat(jitter.apply(1_000, LOWEST)).isEqualTo(850);
        assertThat(jitter.apply(1_000, HIGHEST)).isEqualTo(1_150);
    }

    @Test
    void aGrowingSpreadStaysBetweenTheFirstDelayAndTheLongest() {
        Jitter jitter = Jitter.growing(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(4));

        assertThat(jitter.apply(1_000, LOWEST)).isEqualTo(1_000);
        assertThat(jitter.apply(1_000, HIGHEST)).isEqualTo(2_000);
        assertThat(jitter.apply(2_000, LOWEST)).isEqualTo(1_000);
        assertThat(jitter.apply(2_000, HIGHEST)).isEqualTo(4_000);
        assertThat(jitter.apply(4_000, LOWEST)).isEqualTo(1_000);
        assertThat(jitter.apply(4_000, HIGHEST)).isEqualTo(4_000);
        assertThat(jitter.longest(4_000)).isEqualTo(4_000);
    }

    @Test
    void aDelayNeverBecomesNegative() {
        Jitter jitter = new Jitter(1, Duration.ofSeconds(1));

        assertThat(jitter.apply(10, LOWEST)).isZero();
        assertThat(jitter.apply(0, LOWEST)).isZero();
    }

    @Test
    void everyDelayDrawnLiesWithinTheBounds() {
        long seed = Long.getLong("sim.seed", 20_260_101L);
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            Jitter jitter = new Jitter(random.nextDouble(), Duration.ofMillis(random.nextLong(3) * 1_000));
            long delay = random.nextLong(BackOffSchedule.LONGEST.toMillis() + 1) >> random.nextInt(32);
            double width = delay * jitter.ratio() + jitter.spread().toMillis();

            long drawn = jitter.apply(delay, random);

            assertThat(drawn)
                    .as("seed %d: %s of %d", seed, jitter, delay)
                    .isBetween(Math.max(0, delay - Math.round(width)), jitter.longest(delay));
        }
    }

    @Test
    void delaysDrawnCoverTheWholeWidthEvenly() {
        Jitter jitter = Jitter.ofRatio(0.5);
        Random random = new Random(7);
        int[] drawnPerTenth = new int[10];

        for (int i = 0; i < 100_000; i++) {
            drawnPerTenth[(int) Math.min(9, (jitter.apply(10_000, random) - 5_000) / 1_000)]++;
        }

        for (int drawn : drawnPerTenth) {
            assertThat(drawn).isBetween(9_500, 10_500);
        }
    }

    @Test
    void theLongestDelayWithTheWidestJitterDoesNotOverflow() {
        Jitter jitter = new Jitter(1, BackOffSchedule.LONGEST);

        assertThat(Duration.ofMillis(jitter.apply(BackOffSchedule.LONGEST.toMillis(), HIGHEST)))
                .isEqualTo(BackOffSchedule.LONGEST.multipliedBy(3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRatioOutsideOfZeroToOneIsRefused(double ratio) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Jitter.ofRatio(ratio))
                .withMessageContaining("ratio");
    }

    @Test
    void aNegativeSpreadIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Jitter(0, Duration.ofNanos(-1)))
                .withMessageContaining("negative");
    }

    @Test
    void aSpreadOverThirtyDaysIsRefusedBecauseItWouldOverflow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Jitter(0, Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageContaining("30 days");
    }
}

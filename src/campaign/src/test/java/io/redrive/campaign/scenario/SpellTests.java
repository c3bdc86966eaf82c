package io.redrive.campaign.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SpellTests {

    private static final Duration LOAD = Duration.ofSeconds(30);

    @Test
    void followEachOtherWithinTheLoadAndLeaveTimeInBetween() {
        RandomGenerator random = RandomGenerator.of("SplittableRandom");
        for (int i = 0; i < 1_000; i++) {
            List<Spell> spells = Spell.draw(random, LOAD, 3, Duration.ofSeconds(2), Duration.ofSeconds(20));

            assertThat(spells).hasSize(3);
            Duration free = Duration.ZERO;
            for (Spell spell : spells) {
                assertThat(spell.begin()).isGreaterThanOrEqualTo(free);
                assertThat(spell.end().minus(spell.begin())).isBetween(Duration.ofSeconds(2), Duration.ofMillis(7_500));
                free = spell.end();
            }
            assertThat(free).isLessThanOrEqualTo(LOAD);
        }
    }

    @Test
    void areShorterWhereThereIsNoRoom() {
        List<Spell> spells = Spell.draw(
                RandomGenerator.getDefault(), Duration.ofSeconds(4), 2, Duration.ofSeconds(5), Duration.ofSeconds(9));

        assertThat(spells)
                .allSatisfy(
                        spell -> assertThat(spell.end().minus(spell.begin())).isEqualTo(Duration.ofMillis(1_500)));
    }
}

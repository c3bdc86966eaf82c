package io.redrive.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackOffValuesTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final BackOffValues GROWING =
            new BackOffValues(5, SECOND, 2.0, Duration.ofSeconds(4), null, null, 0.5);
    private static final BackOffValues LISTED =
            new BackOffValues(null, null, null, null, List.of(SECOND, MINUTE), null, null);

    @Test
    void takesFromTheOthersWhatIsNotSaid() {
        assertThat(BackOffValues.NONE.over(GROWING)).isEqualTo(GROWING);
        assertThat(GROWING.over(BackOffValues.NONE)).isEqualTo(GROWING);
        assertThat(attempts(3).over(GROWING))
                .isEqualTo(new BackOffValues(3, SECOND, 2.0, Duration.ofSeconds(4), null, null, 0.5));
    }

    @Test
    void takesEitherListedDelaysOrComputedOnes() {
        assertThat(LISTED.over(GROWING).schedule().delays()).containsExactly(SECOND, MINUTE);
        assertThat(LISTED.over(GROWING).jitter()).isEqualTo(0.5);
        assertThat(attempts(3).over(LISTED).over(GROWING).schedule().delays())
                .containsExactly(SECOND, Duration.ofSeconds(2));
    }

    @Test
    void letsABoundGiveWayToALongerDelayThatIsSaidAboveIt() {
        BackOffValues longer = new BackOffValues(null, MINUTE, null, null, null, null, null);

        assertThat(longer.over(GROWING).schedule().delays()).hasSize(4).containsOnly(MINUTE);
    }

    @Test
    void refusesABoundThatIsBelowTheDelayWhereBothAreSaidInOnePlace() {
        BackOffValues wrong = new BackOffValues(3, MINUTE, null, SECOND, null, null, null);

        assertThatThrownBy(() -> BackOffValues.NONE.over(wrong).schedule())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be shorter than delay");
    }

    @Test
    void takesBlockingDelaysAwayWithAnEmptyList() {
        BackOffValues none = new BackOffValues(null, null, null, null, null, List.of(), null);
        BackOffValues blocking = new BackOffValues(null, null, null, null, null, List.of(SECOND), null);

        assertThat(none.over(blocking).blockingDelays()).isEmpty();
        assertThat(BackOffValues.NONE.over(blocking).blockingDelays()).containsExactly(SECOND);
    }

    private static BackOffValues attempts(int attempts) {
        return new BackOffValues(attempts, null, null, null, null, null, null);
    }
}

package io.redrive.campaign.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTests {

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 49, 150, 250, 999})
    void sendsAsManyRecordsASecondAsAskedForAlsoWhenTheyDoNotFillEveryTick(int perSecond) {
        Traffic traffic = Traffic.usual().at(perSecond);

        assertThat(LongStream.range(0, 500)
                        .mapToInt(tick -> traffic.inTick(tick, 20))
                        .sum())
                .isEqualTo(10 * perSecond);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 15, 30})
    void letsAsManyRecordsOfAHundredFailAsAskedFor(int failing) {
        Traffic traffic = Traffic.usual().withFailing(failing);
        SplittableRandom random = new SplittableRandom(failing);

        long failed = IntStream.range(0, 10_000)
                .filter(number -> traffic.script(number, random).failsAt(1))
                .count();

        assertThat(failed).isCloseTo(failing * 100L, within(200L));
    }

    @Test
    void refusesMoreFailingRecordsThanUsual() {
        assertThatThrownBy(() -> Traffic.usual().withFailing(31)).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.redrive.campaign.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
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
}

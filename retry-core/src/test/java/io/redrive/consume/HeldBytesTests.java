package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldBytesTests {

    private final HeldBytes heldBytes = new HeldBytes(64 << 20);

    @Test
    void consumersThatKeepRecordsShareTheMemoryOfThose() {
        heldBytes.join(TopicRole.MAIN);
        heldBytes.join(TopicRole.RETRY);
        heldBytes.join(TopicRole.DEAD_LETTER);

        assertThat(heldBytes.perConsumer()).isEqualTo(32 << 20);
        assertThat(heldBytes.perPartition(4)).isEqualTo(8 << 20);

        heldBytes.leave(TopicRole.RETRY);

        assertThat(heldBytes.perConsumer()).isEqualTo(64 << 20);
    }

    @Test
    void allConsumersShareWhatIsUnderWayAndEachHasSomething() {
        assertThat(heldBytes.each(900)).isEqualTo(900);
        heldBytes.join(TopicRole.MAIN);
        heldBytes.join(TopicRole.MAIN);
        heldBytes.join(TopicRole.RETRY);

        assertThat(heldBytes.each(900)).isEqualTo(300);
        assertThat(heldBytes.each(1)).isEqualTo(1);

        heldBytes.leave(TopicRole.MAIN);

        assertThat(heldBytes.each(900)).isEqualTo(450);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "4, 1", "16, 2", "64, 8", "4000, 8"})
    void aFetchBringsAnEighthWithinBounds(long limitMb, int fetchMb) {
        assertThat(new HeldBytes(limitMb << 20).perFetch()).isEqualTo(fetchMb << 20);
    }
}

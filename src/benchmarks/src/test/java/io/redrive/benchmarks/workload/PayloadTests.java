package io.redrive.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTests {

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 1_999_999, Integer.MAX_VALUE})
    void carriesTheNumberOfTheRecordInAKeyOfFixedLength(int record) {
        byte[] key = Payload.key(record);

        assertThat(key).hasSize(64);
        assertThat(Payload.value(record)).hasSize(100);
        assertThat(Payload.recordOf(key)).isEqualTo(record);
        assertThat(Payload.recordOf(new String(key, StandardCharsets.US_ASCII))).isEqualTo(record);
    }
}

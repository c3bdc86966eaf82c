package io.redrive.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is written into headers makes reading them throw, take long, or say one thing here and another there. */
class HostileHeadersTests {

    private static final long NOW = 1_800_000_000_000L;
    private static final int ROUNDS = 4_000;
    /** What the engine may add to a record, whatever it has read in it. */
    private static final int MOST_OWN_BYTES = 3_000 + ExceptionText.USUAL_MESSAGE;

    private static final Origin HERE = new Origin("main", 0, 7, NOW, TimestampType.CREATE_TIME);
    private static final Diagnostics DIAGNOSTICS = new Diagnostics("a.Wrapper", "b.Failure", "no", null);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theApplicationReadsWhatTheEngineReads(long seed) {
        HostileHeaders hostile = new HostileHeaders(seed, NOW);
        for (int round = 0; round < ROUNDS; round++) {
            Headers consumed = hostile.next();

            Headers delivered = RetryHeaderCodec.delivered(consumed);

            String at = seed + "/" + round;
            assertThat(RetryHeaderCodec.decode(delivered, 1)).as(at).isEqualTo(RetryHeaderCodec.decode(consumed, 1));
            assertThat(RetryHeaderCodec.origin(delivered)).as(at).isEqualTo(RetryHeaderCodec.origin(consumed));
            assertThat(RetryHeaderCodec.group(delivered)).as(at).isEqualTo(RetryHeaderCodec.group(consumed));
            assertThat(RetryHeaderCodec.firstFailure(delivered))
                    .as(at)
                    .isEqualTo(RetryHeaderCodec.firstFailure(consumed));
            assertThat(RetryHeaderCodec.failureType(delivered))
                    .as(at)
                    .isEqualTo(RetryHeaderCodec.failureType(consumed));
            assertThat(RetryHeaderCodec.failureMessage(delivered))
                    .as(at)
                    .isEqualTo(RetryHeaderCodec.failureMessage(consumed));
            assertThat(delivered.toArray().length)
                    .as(at)
                    .isLessThanOrEqualTo(consumed.toArray().length + PackedHeaders.COUNT);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8, 9, 10})
    void aForwardCarriesTheHeadersOfTheUserAndNoMoreThanItsOwn(long seed) {
        HostileHeaders hostile = new HostileHeaders(seed, NOW);
        for (int round = 0; round < ROUNDS; round++) {
            Headers consumed = hostile.next();
            Origin told = RetryHeaderCodec.origin(consumed);
            Origin origin = told == null ? HERE : told;
            ControlHeaders.Valid control = new ControlHeaders.Valid(2, NOW, NOW);
            Long first = RetryHeaderCodec.firstFailure(consumed);

            List<Header> standard =
                    RetryHeaderCodec.encode(consumed, control, origin, "group", DIAGNOSTICS, "reason", first);
            List<Header> compact =
                    RetryHeaderCodec.encodeCompact(consumed, control, origin, "group", DIAGNOSTICS, first);

            String at = seed + "/" + round;
            List<Header> users = users(Arrays.asList(consumed.toArray()));
            assertThat(users(standard)).as(at).isEqualTo(users);
            assertThat(users(compact)).as(at).isEqualTo(users);
            assertThat(ownBytes(standard)).as(at).isLessThan(MOST_OWN_BYTES);
            assertThat(ownBytes(compact)).as(at).isLessThan(MOST_OWN_BYTES);
            assertThat(RetryHeaderCodec.origin(new RecordHeaders(compact)))
                    .as(at)
                    .isEqualTo(origin);
        }
    }

    @Test
    void aPackedHeaderThatRepeatsItselfIsUnpackedOnce() {
        byte[] packed = new byte[1 << 20];
        packed[0] = 1;

        Headers delivered = RetryHeaderCodec.delivered(new RecordHeaders().add("redrive_packed", packed));

        assertThat(delivered.toArray()).hasSize(1);
    }

    private static List<Header> users(List<Header> headers) {
        List<Header> users = new ArrayList<>(headers);
        users.removeIf(header -> HeaderNames.isOwn(header.key()));
        return users;
    }

    private static int ownBytes(List<Header> headers) {
        return headers.stream()
                .filter(header -> HeaderNames.isOwn(header.key()))
                .mapToInt(header -> header.key().length() + header.value().length)
                .sum();
    }
}

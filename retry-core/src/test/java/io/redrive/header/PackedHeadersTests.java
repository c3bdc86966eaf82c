package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedHeadersTests {

    private static final Origin ORIGIN = new Origin("orders", 3, 4_711, 1_700_000_000_000L, TimestampType.CREATE_TIME);
    private static final Headers CONSUMED = new RecordHeaders().add("user", "mine".getBytes(UTF_8));
    private static final ControlHeaders.Valid CONTROL =
            new ControlHeaders.Valid(2, 1_700_000_060_000L, 1_700_000_000_000L);
    private static final long FIRST_FAILURE = 1_700_000_000_001L;

    @Test
    void longValuesArePackedAsWell() {
        String stackTrace = "b.Failure\n\tat x".repeat(1_000);

        Headers compact = RetryHeaderCodec.delivered(new RecordHeaders(compact("tired", stackTrace)));

        assertThat(compact.lastHeader("kafka_exception-stacktrace").value()).isEqualTo(stackTrace.getBytes(UTF_8));
        assertThat(compact.lastHeader("redrive_forward-id").value()).isEqualTo("orders/3/4711/2".getBytes(UTF_8));
    }

    @Test
    void compactHeadersSayWhatTheStandardOnesSay() {
        // given
        List<Header> standard = standard("müde", "b.Failure\n\tat x");

        // when
        Headers compact = new RecordHeaders(compact("müde", "b.Failure\n\tat x"));

        // then
        assertThat(compact.toArray())
                .extracting(Header::key)
                .containsExactly("user", "retry_topic-attempts", "retry_topic-backoff-timestamp", "redrive_packed");
        assertThat(RetryHeaderCodec.delivered(compact)).containsExactlyInAnyOrderElementsOf(standard);
        Headers plain = new RecordHeaders(standard);
        assertThat(RetryHeaderCodec.decode(compact, 1)).isEqualTo(RetryHeaderCodec.decode(plain, 1));
        assertThat(RetryHeaderCodec.origin(compact)).isEqualTo(ORIGIN);
        assertThat(RetryHeaderCodec.group(compact)).isEqualTo("billing");
        assertThat(RetryHeaderCodec.firstFailure(compact)).isEqualTo(RetryHeaderCodec.firstFailure(plain));
        assertThat(RetryHeaderCodec.failureType(compact)).isEqualTo("b.Failure");
        assertThat(RetryHeaderCodec.failureMessage(compact)).isEqualTo("müde");
    }

    @Test
    void theBytesStayReadableForLaterVersions() {
        PackedHeaders.Writer writer = new PackedHeaders.Writer(new ArrayList<>());
        writer.accept("kafka_exception-message", "no".getBytes(UTF_8));
        writer.accept("redrive_first-failure", new byte[] {5});
        writer.accept("redrive_earlier-failures", "1".getBytes(UTF_8));

        assertThat(writer.header().value())
                .containsExactly(1, /* number, length, value */ 9, 2, 'n', 'o', 12, 1, 5, 13, 1, '1');
    }

    @Test
    void everyViewOfDeliveredHeadersShowsThePackedOnes() {
        Headers delivered = RetryHeaderCodec.delivered(new RecordHeaders(compact("tired", null)));

        assertThat(delivered.lastHeader("user").value()).isEqualTo("mine".getBytes(UTF_8));
        assertThat(delivered.lastHeader("kafka_original-topic").value()).isEqualTo("orders".getBytes(UTF_8));
        assertThat(delivered.headers("kafka_exception-message")).hasSize(1);
        assertThat(delivered.lastHeader("redrive_packed")).isNull();
        assertThat(delivered.remove("kafka_original-topic").lastHeader("kafka_original-topic"))
                .isNull();
        assertThat(delivered.add("further", new byte[0]).toArray())
                .extracting(Header::key)
                .contains("further", "redrive_forward-id")
                .doesNotContain("kafka_original-topic", "redrive_packed");
        assertThat(delivered).hasSize(15);
        assertThat(delivered.toString()).contains("further", "redrive_forward-id");
        assertThat(delivered.add(new RecordHeader("last", null)).toArray())
                .extracting(Header::key)
                .endsWith("last");
    }

    @Test
    void aFurtherForwardPacksAnew() {
        Headers waited = new RecordHeaders(compact("tired", null));

        List<Header> next = RetryHeaderCodec.encodeCompact(
                waited,
                new ControlHeaders.Valid(4, 2, 1),
                ORIGIN,
                "billing",
                new Diagnostics("w", "c", "sick", null),
                7L);

        assertThat(next)
                .filteredOn(header -> header.key().equals("redrive_packed"))
                .hasSize(1);
        assertThat(RetryHeaderCodec.failureMessage(new RecordHeaders(next))).isEqualTo("sick");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void damagedOnesAreNeverThrownOver(int seed) {
        Random random = new Random(seed);
        byte[] whole = compact("tired", null).get(3).value();
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 3));
            for (int hits = random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Headers headers = new RecordHeaders().add("redrive_packed", damaged);

            RetryHeaderCodec.decode(headers, 1);
            RetryHeaderCodec.origin(headers);
            RetryHeaderCodec.firstFailure(headers);
            assertThat(RetryHeaderCodec.delivered(headers).toArray()).hasSizeLessThanOrEqualTo(damaged.length);
        }
        assertThat(RetryHeaderCodec.delivered(new RecordHeaders().add("redrive_packed", null)))
                .isEmpty();
    }

    private static List<Header> standard(String message, String stackTrace) {
        return RetryHeaderCodec.encode(
                CONSUMED, CONTROL, ORIGIN, "billing", diagnostics(message, stackTrace), null, FIRST_FAILURE);
    }

    private static List<Header> compact(String message, String stackTrace) {
        return RetryHeaderCodec.encodeCompact(
                CONSUMED, CONTROL, ORIGIN, "billing", diagnostics(message, stackTrace), FIRST_FAILURE);
    }

    private static Diagnostics diagnostics(String message, String stackTrace) {
        return new Diagnostics("a.Wrapper", "b.Failure", message, stackTrace);
    }
}

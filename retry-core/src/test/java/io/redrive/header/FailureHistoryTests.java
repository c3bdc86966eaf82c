package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.header.FailureHistory.Written;
import io.redrive.redact.Redaction;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class FailureHistoryTests {

    private static final long T = 1_700_000_000_000L;
    private static final Origin ORIGIN = new Origin("orders", 3, 4_711, T, TimestampType.CREATE_TIME);

    @Test
    void hasOneLinePerFailureBeforeTheLast() {
        // given
        Headers afterTheFirst = waiting(2, new Diagnostics("w", "com.acme.Busy", "try\nlater", null));
        Headers afterTheSecond = waiting(
                3,
                new Diagnostics("w", "com.acme.Down", null, null)
                        .after(FailureHistory.after(
                                afterTheFirst, new Written(1, T + 1), ExceptionText.MESSAGE, Redaction.NONE)));

        // when
        String history =
                FailureHistory.after(afterTheSecond, new Written(2, T + 2), ExceptionText.MESSAGE, Redaction.NONE);

        // then
        assertThat(history).isEqualTo("1 1700000000001 com.acme.Busy try later\n2 1700000000002 com.acme.Down");
        assertThat(FailureHistory.read(new RecordHeaders().add("redrive_earlier-failures", history.getBytes(UTF_8))))
                .containsExactly(
                        new FailureHistory.Entry(1, T + 1, "com.acme.Busy", "try later"),
                        new FailureHistory.Entry(2, T + 2, "com.acme.Down", null));
    }

    @Test
    void isNoneAfterTheFirstFailure() {
        assertThat(FailureHistory.after(new RecordHeaders(), new Written(0, T), ExceptionText.MESSAGE, Redaction.NONE))
                .isNull();
        assertThat(FailureHistory.read(new RecordHeaders())).isEmpty();
    }

    @Test
    void hasNoMessagesWhereTheyAreSwitchedOff() {
        Headers waiting = waiting(2, new Diagnostics("w", "com.acme.Busy", "secret", null));

        assertThat(FailureHistory.after(waiting, new Written(1, T), new ExceptionText(0, 0), Redaction.NONE))
                .isEqualTo("1 1700000000000 com.acme.Busy");
    }

    @Test
    void doesNotGrowBeyondItsBoundAndKeepsTheFirstAndTheNewest() {
        // given
        String history = null;
        int longest = 0;

        // when
        for (int attempt = 1; attempt <= 1_000; attempt++) {
            Headers waiting = waiting(
                    attempt + 1,
                    new Diagnostics("w", "com.acme.Busy" + attempt, "müde".repeat(100), null).after(history));
            history = FailureHistory.after(
                    waiting, new Written(attempt, T + attempt), ExceptionText.MESSAGE, Redaction.NONE);
            longest = Math.max(longest, history.getBytes(UTF_8).length);
        }

        // then
        assertThat(longest).isLessThanOrEqualTo(FailureHistory.MOST_BYTES);
        List<FailureHistory.Entry> entries =
                FailureHistory.read(new RecordHeaders().add("redrive_earlier-failures", history.getBytes(UTF_8)));
        assertThat(entries).hasSizeGreaterThan(5);
        assertThat(entries.get(0).attempt()).isEqualTo(1);
        assertThat(entries.get(entries.size() - 1).attempt()).isEqualTo(1_000);
        assertThat(entries.get(1).attempt()).isEqualTo(1_000 - (entries.size() - 2));
    }

    @Test
    void isNeverThrownOver() {
        Random random = new Random(1);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = new byte[random.nextInt(3_000)];
            random.nextBytes(damaged);
            Headers headers = new RecordHeaders()
                    .add("redrive_earlier-failures", random.nextInt(10) == 0 ? null : damaged)
                    .add("kafka_exception-cause-fqcn", "x y".getBytes(UTF_8))
                    .add("kafka_exception-message", damaged);

            FailureHistory.read(headers);
            String next = FailureHistory.after(headers, new Written(1, T), ExceptionText.MESSAGE, Redaction.NONE);

            assertThat(next.getBytes(UTF_8).length).isLessThanOrEqualTo(FailureHistory.MOST_BYTES);
        }
    }

    @Test
    void survivesInCompactHeaders() {
        // given
        Headers compact = new RecordHeaders(RetryHeaderCodec.encodeCompact(
                new RecordHeaders(),
                new ControlHeaders.Valid(3, T, T),
                ORIGIN,
                "billing",
                new Diagnostics("w", "com.acme.Down", null, null).after("1 5 com.acme.Busy"),
                T));

        // when
        String history = FailureHistory.after(compact, new Written(2, 6), ExceptionText.MESSAGE, Redaction.NONE);

        // then
        assertThat(history).isEqualTo("1 5 com.acme.Busy\n2 6 com.acme.Down");
    }

    private static Headers waiting(int attempt, Diagnostics diagnostics) {
        return new RecordHeaders(RetryHeaderCodec.encode(
                new RecordHeaders(), new ControlHeaders.Valid(attempt, T, T), ORIGIN, "billing", diagnostics, null, T));
    }
}

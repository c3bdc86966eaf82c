package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTests {

    private static final ControlHeaders.Valid CONTROL = new ControlHeaders.Valid(2, 20, 10);

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "eu.orders, orders, true",
        "a.b.orders, orders, true",
        "eu-orders, orders, false",
        "xorders, orders, false",
        "orders, eu.orders, false",
        "orders, order, false",
        ".orders, orders, true",
        "stock, orders, false",
        "eu.stock, orders, false"
    })
    void isOfItsTopicAndOfThoseThatMirrorIt(String mainTopic, String topic, boolean isOf) {
        assertThat(origin(topic).isOf(mainTopic)).isEqualTo(isOf);
    }

    @Test
    void isNotOfWhatHasNoTopicsName() {
        assertThat(RetryHeaderCodec.origin(forwarded("a".repeat(249)))).isNotNull();
        assertThat(RetryHeaderCodec.origin(forwarded("a".repeat(250)))).isNull();
        assertThat(RetryHeaderCodec.origin(forwarded(""))).isNull();
        assertThat(RetryHeaderCodec.origin(forwarded("or\u00e4ders"))).isNull();
        String allowed = IntStream.range(0, 128)
                .mapToObj(Character::toString)
                .filter(each -> RetryHeaderCodec.origin(forwarded(each)) != null)
                .collect(Collectors.joining());
        assertThat(allowed).isEqualTo("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    }

    @Test
    void hasATimeOfCreationWhereNothingElseIsSaid() {
        Headers appended = forwarded("orders");
        appended.remove(HeaderNames.ORIGINAL_TIMESTAMP_TYPE);
        Headers unknown = forwarded("orders").add(HeaderNames.ORIGINAL_TIMESTAMP_TYPE, new byte[] {'x'});
        Headers ofLog = forwarded("orders").add(HeaderNames.ORIGINAL_TIMESTAMP_TYPE, "LogAppendTime".getBytes(UTF_8));

        assertThat(Stream.of(appended, unknown, ofLog)
                        .map(each -> Objects.requireNonNull(RetryHeaderCodec.origin(each))
                                .timestampType()))
                .containsExactly(TimestampType.CREATE_TIME, TimestampType.CREATE_TIME, TimestampType.LOG_APPEND_TIME);
    }

    @Test
    void isForgedWhereRedriveWouldNotHaveWrittenIt() {
        Headers forwarded = forwarded("orders");
        Headers withoutOrigin = forwarded("orders");
        withoutOrigin.remove(HeaderNames.ORIGINAL_OFFSET);

        assertThat(RetryHeaderCodec.hasForgedOrigin(forwarded, "orders")).isFalse();
        assertThat(RetryHeaderCodec.hasForgedOrigin(forwarded, "eu.orders")).isFalse();
        assertThat(RetryHeaderCodec.hasForgedOrigin(forwarded, "stock")).isTrue();
        assertThat(RetryHeaderCodec.hasForgedOrigin(withoutOrigin, "orders")).isTrue();
    }

    @Test
    void isNotForgedWhereSpringKafkaHasForwarded() {
        Headers forwarded = forwarded("orders");
        forwarded.remove(HeaderNames.FORWARD_ID);

        assertThat(RetryHeaderCodec.hasForgedOrigin(forwarded, "stock")).isFalse();
        assertThat(RetryHeaderCodec.hasForgedOrigin(new RecordHeaders(), "stock"))
                .isFalse();
    }

    @Test
    void namesOfHeadersAreKeptInMemoryOnce() {
        String read = String.valueOf("retry_topic-attempts".toCharArray());
        String user = String.valueOf("user".toCharArray());

        assertThat(HeaderNames.canonical(read)).isSameAs(HeaderNames.ATTEMPTS);
        assertThat(HeaderNames.canonical(user)).isSameAs(user);
    }

    @Test
    void textOfFailuresHasABound() {
        int most = ExceptionText.MOST;

        assertThat(new ExceptionText(most, most).messageBytes()).isEqualTo(most);
        assertThat(new ExceptionText(0, 0).stackTraceBytes()).isZero();
        for (List<Integer> wrong :
                List.of(List.of(-1, 0), List.of(0, -1), List.of(most + 1, 0), List.of(0, most + 1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ExceptionText(wrong.get(0), wrong.get(1)));
        }
    }

    private static Headers forwarded(String topic) {
        return new RecordHeaders(
                RetryHeaderCodec.encode(new RecordHeaders(), CONTROL, origin(topic), "billing", null, null, null));
    }

    private static Origin origin(String topic) {
        return new Origin(topic, 3, 7, 10, TimestampType.CREATE_TIME);
    }
}

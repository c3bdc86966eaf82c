package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSignatureTests {

    private static final byte[] OLD = "an old key of thirty-two bytes..".getBytes(UTF_8);
    private static final byte[] NEW = "a new key of thirty-two bytes...".getBytes(UTF_8);
    private static final Origin ORIGIN = new Origin("orders", 3, 4_711, 1_700_000_000_000L, TimestampType.CREATE_TIME);
    private static final ControlHeaders.Valid CONTROL =
            new ControlHeaders.Valid(2, 1_700_000_060_000L, 1_700_000_000_000L);
    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] VALUE = "value".getBytes(UTF_8);

    private final HeaderSignature signature = new HeaderSignature(NEW, null, true);

    @Test
    void aSignatureHasTheseBytes() {
        assertThat(hex(signature.sign(standard(), KEY, VALUE)))
                .isEqualTo("018113dd50b691059a716e27cae13333472d59e816795e2bce6ec5a4a94b2e75a9");
        assertThat(hex(signature.sign(compact(), KEY, VALUE)))
                .isEqualTo("01bc113b2c9fb8c882015103983c9abffb8800622db52b7d1f6e4846abc9b39754");
        assertThat(hex(signature.sign(List.of(), null, null)))
                .isEqualTo("01e9f3ba1a3c3c46bce36c931a4aa402995d79f4e03ffcae8488bef6d1f1bbe73a");
    }

    @Test
    void whatWasSignedIsBelievedWithWhateverHeadersOfOthersItHas() {
        for (List<Header> headers : List.of(standard(), compact())) {
            Headers signed = signed(signature, headers);
            signed.add("traceparent", VALUE).add("user", null);

            assertThat(problem(signature, signed)).isNull();
            assertThat(signature.problem(signed(signature, headers, null, null), null, null))
                    .isNull();
        }
    }

    @Test
    void nothingThatWasSignedCanBeChanged() {
        for (List<Header> headers : List.of(standard(), compact())) {
            for (Header header : headers) {
                byte[] other = header.value().clone();
                other[other.length - 1] ^= 1;
                assertThat(problem(signature, with(headers, header.key(), other)))
                        .as(header.key())
                        .contains("is not what a key");
                assertThat(problem(signature, with(headers, header.key(), null)))
                        .as(header.key())
                        .contains("is not what a key");
                Headers without = signed(signature, headers);
                without.remove(header.key());
                assertThat(problem(signature, without)).as(header.key()).contains("is not what a key");
            }
            for (String added : List.of(
                    "retry_topic-original-timestamp",
                    "kafka_original-topic",
                    "redrive_packed",
                    "redrive_first-failure",
                    "redrive_earlier-failures")) {
                assertThat(problem(signature, signed(signature, headers).add(added, VALUE)))
                        .as(added)
                        .contains("is not what a key");
                assertThat(problem(signature, signed(signature, headers).add(added, null)))
                        .as(added)
                        .contains("is not what a key");
            }
            Headers signed = signed(signature, headers);
            assertThat(signature.problem(signed, buffer(VALUE), buffer(KEY))).contains("is not what a key");
            assertThat(signature.problem(signed, null, buffer(VALUE))).contains("is not what a key");
            assertThat(signature.problem(signed, buffer("keyv".getBytes(UTF_8)), buffer("alue".getBytes(UTF_8))))
                    .contains("is not what a key");
        }
    }

    @Test
    void aRecordWithoutSignatureIsNotBelieved() {
        assertThat(problem(signature, new RecordHeaders(standard()))).isEqualTo("header redrive_signature is missing");
        assertThat(problem(signature, new RecordHeaders(standard()).add("redrive_signature", null)))
                .isEqualTo("header redrive_signature is missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 32, 33, 34, 1 << 20})
    void noBytesAreASignatureByChance(int length) {
        byte[] forged = new byte[length];
        if (length > 0) {
            forged[0] = 1;
        }

        assertThat(problem(signature, new RecordHeaders(standard()).add("redrive_signature", forged)))
                .startsWith("header redrive_signature is ");
    }

    @Test
    void anUnknownVersionIsNotBelieved() {
        Header signed = signature.sign(standard(), KEY, VALUE);
        signed.value()[0] = 2;

        assertThat(problem(signature, new RecordHeaders(standard()).add(signed)))
                .isEqualTo("header redrive_signature is of an unknown version");
    }

    @Test
    void keysAreChangedWithoutARecordThatIsNotBelieved() {
        HeaderSignature before = new HeaderSignature(OLD, null, true);
        HeaderSignature first = new HeaderSignature(OLD, NEW, true);
        HeaderSignature second = new HeaderSignature(NEW, OLD, true);

        for (HeaderSignature[] neighbours : List.of(
                new HeaderSignature[] {before, first},
                new HeaderSignature[] {first, second},
                new HeaderSignature[] {second, signature})) {
            assertThat(problem(neighbours[1], signed(neighbours[0], standard())))
                    .isNull();
            assertThat(problem(neighbours[0], signed(neighbours[1], standard())))
                    .isNull();
        }
        assertThat(problem(signature, signed(before, standard()))).contains("is not what a key");
    }

    @Test
    void nothingIsRefusedWhereNoSignatureIsRequired() {
        HeaderSignature signsOnly = new HeaderSignature(NEW, null, false);

        assertThat(problem(signsOnly, new RecordHeaders(standard()))).isNull();
        assertThat(problem(signature, signed(signsOnly, standard()))).isNull();
    }

    private static String problem(HeaderSignature by, Headers headers) {
        return by.problem(headers, buffer(KEY), buffer(VALUE));
    }

    private static Headers signed(HeaderSignature by, List<Header> headers) {
        return signed(by, headers, KEY, VALUE);
    }

    private static Headers signed(HeaderSignature by, List<Header> headers, byte[] key, byte[] value) {
        return new RecordHeaders(headers).add(by.sign(headers, key, value));
    }

    private Headers with(List<Header> headers, String name, byte[] value) {
        List<Header> changed = new ArrayList<>(headers);
        changed.replaceAll(header -> header.key().equals(name) ? new RecordHeader(name, value) : header);
        return new RecordHeaders(changed).add(signature.sign(headers, KEY, VALUE));
    }

    private static List<Header> standard() {
        return RetryHeaderCodec.encode(
                new RecordHeaders(),
                CONTROL,
                ORIGIN,
                "billing",
                new Diagnostics("a.Wrapper", "b.Failure", "no", null),
                null,
                1_700_000_000_001L);
    }

    private static List<Header> compact() {
        return RetryHeaderCodec.encodeCompact(
                new RecordHeaders(),
                CONTROL,
                ORIGIN,
                "billing",
                new Diagnostics("a.Wrapper", "b.Failure", "no", null),
                1_700_000_000_001L);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }

    private static String hex(Header header) {
        return HexFormat.of().formatHex(header.value());
    }
}

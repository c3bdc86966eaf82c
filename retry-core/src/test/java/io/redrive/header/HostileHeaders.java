package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Headers as somebody may write them who means harm; the same for the same seed. */
public final class HostileHeaders {

    private static final long YEAR_9999 = 253_402_300_799_000L;
    private static final int MANY = 10_000;
    private static final int MEGABYTE = 1 << 20;
    private static final List<String> CONTROL = List.of(
            HeaderNames.ATTEMPTS,
            HeaderNames.DUE_TIME,
            HeaderNames.FIRST_TIMESTAMP,
            HeaderNames.ORIGINAL_TOPIC,
            HeaderNames.ORIGINAL_PARTITION,
            HeaderNames.ORIGINAL_OFFSET,
            HeaderNames.ORIGINAL_TIMESTAMP,
            HeaderNames.ORIGINAL_TIMESTAMP_TYPE,
            HeaderNames.ORIGINAL_GROUP,
            HeaderNames.EXCEPTION,
            HeaderNames.EXCEPTION_CAUSE,
            HeaderNames.EXCEPTION_MESSAGE,
            HeaderNames.EXCEPTION_STACK_TRACE,
            HeaderNames.FORWARD_ID,
            HeaderNames.FIRST_FAILURE,
            HeaderNames.DEAD_LETTER_REASON,
            HeaderNames.PACKED);
    private static final List<String> STRANGE = List.of(
            "",
            " ",
            "user",
            "__TypeId__",
            "spring_json_header_types",
            "kafka_replyTopic",
            "kafka_deliveryAttempt",
            "kafka_dlt-exception-fqcn",
            "retry_topic-attempts ",
            "RETRY_TOPIC-ATTEMPTS",
            "redrive_",
            "line\r\nbreak",
            "\u001b[31mred",
            "\u0000",
            "\ud83d\ude00");
    private static final List<String> TEXTS = List.of(
            "",
            "main",
            "elsewhere",
            "..",
            "a/b",
            "__consumer_offsets",
            "#{T(java.lang.Runtime).getRuntime().halt(1)}",
            "${user.home}",
            "line\r\n2026-01-01 ERROR forged",
            "\u001b[2Jgone",
            "x".repeat(250),
            "x".repeat(100_000));

    private final SplittableRandom random;
    private final long nowMs;

    /**
     * Creates a source.
     *
     * @param nowMs the time around which due times are written
     */
    public HostileHeaders(long seed, long nowMs) {
        this.random = new SplittableRandom(seed);
        this.nowMs = nowMs;
    }

    /** Returns the headers of one more record. */
    public RecordHeaders next() {
        RecordHeaders headers = new RecordHeaders();
        if (random.nextInt(3) > 0) {
            // Nearly right, since what is all wrong is refused at the first look.
            headers.add(HeaderNames.ATTEMPTS, int32(2 + random.nextInt(3)));
            headers.add(
                    HeaderNames.DUE_TIME,
                    BigInteger.valueOf(nowMs + random.nextInt(2_000)).toByteArray());
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            headers.add(header());
        }
        switch (random.nextInt(2_000)) {
            case 0 -> many(headers);
            case 1 -> headers.add(any(CONTROL), new byte[MEGABYTE]);
            case 2 -> headers.add("x".repeat(MEGABYTE), new byte[0]);
            default -> {
                // Most are small, so that there can be thousands of them.
            }
        }
        return headers;
    }

    private void many(RecordHeaders headers) {
        String name = random.nextBoolean() ? any(CONTROL) : "user";
        for (int i = 0; i < MANY; i++) {
            headers.add(name, new byte[random.nextInt(4)]);
        }
    }

    private Header header() {
        if (random.nextInt(4) == 0) {
            return strange();
        }
        String name = any(CONTROL);
        return new RecordHeader(name, random.nextInt(12) == 0 ? null : value(name));
    }

    private Header strange() {
        return random.nextInt(4) == 0
                // No UTF-8.
                ? new RecordHeader(
                        ByteBuffer.wrap(new byte[] {'k', (byte) 0xC3, (byte) 0xFF, 'y'}), ByteBuffer.wrap(text()))
                : new RecordHeader(any(STRANGE), random.nextBoolean() ? text() : bytes(random.nextInt(20)));
    }

    private byte[] value(String name) {
        if (random.nextInt(5) == 0) {
            return bytes(random.nextInt(14));
        }
        return switch (name) {
            case HeaderNames.ATTEMPTS, HeaderNames.ORIGINAL_PARTITION ->
                int32(anyOf(0, -1, 1, 2, 3, 10_000, 10_001, Integer.MAX_VALUE, Integer.MIN_VALUE));
            case HeaderNames.ORIGINAL_OFFSET, HeaderNames.ORIGINAL_TIMESTAMP -> int64(time());
            case HeaderNames.DUE_TIME, HeaderNames.FIRST_TIMESTAMP, HeaderNames.FIRST_FAILURE ->
                random.nextBoolean()
                        ? int64(time())
                        : BigInteger.valueOf(time()).toByteArray();
            case HeaderNames.PACKED -> packed();
            default -> text();
        };
    }

    private byte[] packed() {
        if (random.nextInt(300) == 0) {
            // As many entries as there is room for, each of no bytes.
            byte[] bytes = new byte[MEGABYTE + 1];
            bytes[0] = 1;
            return bytes;
        }
        PackedHeaders.Writer writer = new PackedHeaders.Writer(new ArrayList<>());
        for (int i = random.nextInt(20); i > 0; i--) {
            String name = any(CONTROL);
            if (PackedHeaders.holds(name)) {
                writer.accept(name, value(name));
            }
        }
        byte[] bytes = writer.header().value();
        for (int i = random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private byte[] text() {
        return random.nextInt(6) == 0
                ? new byte[] {'t', (byte) 0x80, (byte) 0xFE, (byte) 0xC0}
                : any(TEXTS).getBytes(UTF_8);
    }

    private long time() {
        long[] times = {0, -1, 1, nowMs, nowMs - 1_000, nowMs + 1_000, YEAR_9999, Long.MAX_VALUE, Long.MIN_VALUE};
        return times[random.nextInt(times.length)];
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private int anyOf(int... numbers) {
        return numbers[random.nextInt(numbers.length)];
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private static byte[] int32(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] int64(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}

package io.redrive.header;

import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFailure;
import io.redrive.deadletter.DeadLetterHeader;
import io.redrive.deadletter.DeadLetterOrigin;
import io.redrive.deadletter.FailedAttempt;
import io.redrive.deadletter.FailureCause;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads dead letters, whoever wrote them: Redrive and spring-kafka's retry topics, spring-kafka's recoverer, Kafka Connect,
 * share groups. Never throws on what it reads.
 */
public final class DeadLetterReader {

    /** As many bytes of a message or a stack trace are read at most. */
    private static final int MOST_TEXT = 64 * 1024;

    private static final int MOST_DIGITS = 19;

    private final ApplicationFrames frames;

    /** Creates a reader; the frames are looked for in stack traces of dead letters that do not name the frame themselves. */
    public DeadLetterReader(ApplicationFrames frames) {
        this.frames = frames;
    }

    /** Whether a header is one of those that retries, dead letters and connectors write, and none of the application's. */
    public static boolean isControl(String header) {
        return DeadLetterNames.isControl(header);
    }

    /** Reads why a record is dead, and nothing else. */
    public FailureCause cause(Headers headers) {
        return cause(headers, DeadLetterNames.of(headers));
    }

    /** Reads a dead letter. */
    public DeadLetter read(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        DeadLetterNames names = DeadLetterNames.of(headers);
        Instant timestamp = Instant.ofEpochMilli(record.timestamp());
        Long partition = number(headers, names.partition());
        Long originalTimestamp = number(headers, names.timestamp());
        return new DeadLetter(
                new DeadLetterAddress(record.topic(), record.partition(), record.offset()),
                timestamp,
                new DeadLetter.Payload(
                        record.key(),
                        record.value(),
                        headers(headers),
                        new DeadLetterOrigin(
                                text(headers, names.topic(), MOST_TEXT),
                                partition == null ? null : (Integer) partition.intValue(),
                                number(headers, names.offset()),
                                originalTimestamp == null ? null : Instant.ofEpochMilli(originalTimestamp),
                                text(headers, names.group(), MOST_TEXT))),
                failure(headers, names));
    }

    private DeadLetterFailure failure(Headers headers, DeadLetterNames names) {
        Long firstFailure = RetryHeaderCodec.firstFailure(headers);
        return new DeadLetterFailure(
                cause(headers, names),
                text(headers, names.message(), MOST_TEXT),
                text(headers, names.stackTrace(), MOST_TEXT),
                text(headers, HeaderNames.DEAD_LETTER_REASON, MOST_TEXT),
                attempts(headers, names),
                firstFailure == null ? null : Instant.ofEpochMilli(firstFailure),
                FailureHistory.read(headers).stream()
                        .map(each -> new FailedAttempt(
                                each.attempt(), Instant.ofEpochMilli(each.atMs()), each.type(), each.message()))
                        .toList(),
                names.writer());
    }

    private FailureCause cause(Headers headers, DeadLetterNames names) {
        String type = null;
        for (String name : names.type()) {
            type = type == null ? text(headers, name, ExceptionText.USUAL_MESSAGE) : type;
        }
        String frame = text(headers, HeaderNames.FAILURE_FRAME, ApplicationFrames.LONGEST);
        if (frame == null) {
            String stackTrace = text(headers, names.stackTrace(), MOST_TEXT);
            frame = stackTrace == null ? null : frames.in(stackTrace);
        }
        if (type == null) {
            return frame == null ? FailureCause.UNKNOWN : new FailureCause(FailureCause.UNKNOWN.type(), frame);
        }
        return new FailureCause(type, frame);
    }

    /** The header of a dead letter has the number of the attempt that would have come next. */
    private static @Nullable Integer attempts(Headers headers, DeadLetterNames names) {
        Long counted = number(headers, names.attempts());
        if (counted != null) {
            return counted.intValue();
        }
        Header next = headers.lastHeader(HeaderNames.ATTEMPTS);
        Long number = next == null ? null : RetryHeaderCodec.number(next.value(), true);
        return number == null || number < 2 ? null : (Integer) (number.intValue() - 1);
    }

    private static List<DeadLetterHeader> headers(Headers headers) {
        List<DeadLetterHeader> read = new ArrayList<>();
        for (Header header : headers) {
            read.add(new DeadLetterHeader(header.key(), shown(header), DeadLetterNames.isControl(header.key())));
        }
        return read;
    }

    private static String shown(Header header) {
        if (DeadLetterNames.isBinary(header.key())) {
            Long number = RetryHeaderCodec.number(header.value(), false);
            if (number != null) {
                return Long.toString(number);
            }
        }
        return header.value() == null ? "" : bounded(header.value(), MOST_TEXT);
    }

    private static @Nullable String text(Headers headers, @Nullable String name, int longest) {
        Header header = name == null ? null : headers.lastHeader(name);
        return header == null || header.value() == null ? null : bounded(header.value(), longest);
    }

    private static String bounded(byte[] value, int longest) {
        return new String(value, 0, Math.min(value.length, longest), StandardCharsets.UTF_8);
    }

    /** Some write digits, and some the bytes of a number. */
    private static @Nullable Long number(Headers headers, @Nullable String name) {
        Header header = name == null ? null : headers.lastHeader(name);
        if (header == null || header.value() == null) {
            return null;
        }
        byte[] value = header.value();
        if (name != null && !DeadLetterNames.isBinary(name) && isDigits(value)) {
            try {
                return Long.valueOf(new String(value, StandardCharsets.US_ASCII));
            } catch (NumberFormatException tooLarge) {
                return null;
            }
        }
        return value.length == Integer.BYTES || value.length == Long.BYTES
                ? RetryHeaderCodec.number(value, false)
                : null;
    }

    private static boolean isDigits(byte[] value) {
        for (byte each : value) {
            if (each < '0' || each > '9') {
                return false;
            }
        }
        return value.length > 0 && value.length <= MOST_DIGITS;
    }
}

package io.redrive.autoconfigure;

import io.redrive.autoconfigure.DeadLetterReport.Failure;
import io.redrive.autoconfigure.DeadLetterReport.Full;
import io.redrive.autoconfigure.DeadLetterReport.Header;
import io.redrive.autoconfigure.DeadLetterReport.Origin;
import io.redrive.autoconfigure.DeadLetterReport.Step;
import io.redrive.autoconfigure.DeadLetterReport.Value;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFailure;
import io.redrive.deadletter.DeadLetterHeader;
import io.redrive.deadletter.DeadLetterOrigin;
import io.redrive.deadletter.FailedAttempt;
import io.redrive.header.HeaderNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts together what one user is told of dead letters. */
final class DeadLetterReports {

    static final String KEY = "key";
    static final String VALUE = "value";
    static final String MESSAGE = "message";
    static final String STACK_TRACE = "stackTrace";
    static final String REASON = "reason";

    private static final int MOST_VALUE = 64 * 1024;

    private final Disclosure.ToUser user;
    private final Function<DeadLetterAddress, @Nullable String> resolution;

    /**
     * Creates reports.
     *
     * @param resolution returns what was done about a dead letter, or null
     */
    DeadLetterReports(Disclosure.ToUser user, Function<DeadLetterAddress, @Nullable String> resolution) {
        this.user = user;
        this.resolution = resolution;
    }

    /** Returns what is told of a dead letter among others. */
    DeadLetterReport brief(DeadLetter letter) {
        byte[] key = letter.key();
        byte[] value = letter.value();
        DeadLetterOrigin origin = letter.origin();
        DeadLetterFailure failure = letter.failure();
        return new DeadLetterReport(
                letter.address().id(),
                instant(letter.timestamp()),
                resolution.apply(letter.address()),
                key == null ? null : user.payload(KEY, decoded(key).content()),
                key == null ? null : (Integer) key.length,
                value == null ? null : (Integer) value.length,
                new Origin(
                        origin.topic(),
                        origin.partition(),
                        origin.offset(),
                        origin.timestamp() == null ? null : instant(origin.timestamp()),
                        origin.group()),
                new Failure(
                        failure.cause().fingerprint().value(),
                        failure.cause().type(),
                        failure.cause().frame(),
                        user.about(MESSAGE, failure.message()),
                        user.about(REASON, failure.reason()),
                        failure.attempts(),
                        failure.firstFailure() == null ? null : instant(failure.firstFailure()),
                        failure.writtenBy()));
    }

    /** Returns all that is told of a dead letter. */
    Full full(DeadLetter letter) {
        byte[] value = letter.value();
        return new Full(
                letter.address().topic(),
                brief(letter),
                value == null ? null : content(VALUE, value),
                letter.headers().stream()
                        .map(each -> new Header(each.name(), header(each)))
                        .toList(),
                history(letter),
                user.about(STACK_TRACE, letter.failure().stackTrace()));
    }

    /** Returns what the user is shown of a dead letter, so that nobody finds what is hidden from him. */
    @SuppressWarnings("NullAway") // It does not see, in another module, that key and value may be null.
    DeadLetter shown(DeadLetter letter) {
        DeadLetterFailure failure = letter.failure();
        return new DeadLetter(
                letter.address(),
                letter.timestamp(),
                new DeadLetter.Payload(
                        shown(KEY, letter.key()),
                        shown(VALUE, letter.value()),
                        letter.headers().stream()
                                .map(each ->
                                        new DeadLetterHeader(each.name(), String.valueOf(header(each)), each.control()))
                                .toList(),
                        letter.origin()),
                new DeadLetterFailure(
                        failure.cause(),
                        user.about(MESSAGE, failure.message()),
                        null,
                        failure.reason(),
                        failure.attempts(),
                        failure.firstFailure(),
                        List.of(),
                        failure.writtenBy()));
    }

    private byte @Nullable [] shown(String name, byte @Nullable [] bytes) {
        String content = bytes == null ? null : decoded(bytes).content();
        return content != null && content.equals(user.payload(name, content)) ? bytes : null;
    }

    private @Nullable String header(DeadLetterHeader header) {
        String name = header.name();
        if (!header.control()) {
            return user.payload(name, header.text());
        }
        // What hides messages hides them wherever they are.
        String told = header.text();
        if (name.endsWith("stacktrace")) {
            told = user.about(STACK_TRACE, told);
        } else if (name.endsWith("message") || name.equals(HeaderNames.EARLIER_FAILURES)) {
            told = user.about(MESSAGE, told);
        } else if (name.equals(HeaderNames.DEAD_LETTER_REASON)) {
            told = user.about(REASON, told);
        }
        return user.about(name, told);
    }

    /** Returns what is told of bytes of a payload. */
    Value content(String name, byte[] bytes) {
        Value decoded = decoded(bytes);
        String shown = user.payload(name, decoded.content());
        return shown != null && shown.equals(decoded.content()) ? decoded : new Value("hidden", shown, false);
    }

    private List<Step> history(DeadLetter letter) {
        DeadLetterFailure failure = letter.failure();
        List<Step> steps = new ArrayList<>();
        // What was sent back has failed first before the attempts that are told here.
        Instant first = wasSentBack(letter) ? null : failure.firstFailure();
        Integer attempts = failure.attempts();
        boolean several = attempts != null && attempts > 1;
        if (first != null && several && failure.earlier().stream().noneMatch(DeadLetterReports::isFirst)) {
            // When is known, but what it failed with was left out of a record that would have been too large.
            steps.add(new Step("failed", instant(first), 1, null, null));
        }
        for (FailedAttempt each : failure.earlier()) {
            Instant at = isFirst(each) && first != null ? first : each.at();
            steps.add(
                    new Step("failed", instant(at), each.attempt(), each.type(), user.about(MESSAGE, each.message())));
        }
        steps.add(new Step(
                "failed",
                instant(letter.timestamp()),
                failure.attempts(),
                failure.cause().type(),
                user.about(MESSAGE, failure.message())));
        steps.add(new Step("dead", instant(letter.timestamp()), null, null, user.about(REASON, failure.reason())));
        return steps;
    }

    private static boolean wasSentBack(DeadLetter letter) {
        return letter.headers().stream().anyMatch(each -> each.name().equals(HeaderNames.REDRIVEN_BY));
    }

    private static boolean isFirst(FailedAttempt attempt) {
        Integer number = attempt.attempt();
        return number != null && number == 1;
    }

    private static Value decoded(byte[] bytes) {
        boolean truncated = bytes.length > MOST_VALUE;
        byte[] shown = truncated ? Arrays.copyOf(bytes, MOST_VALUE) : bytes;
        // What was cut may end in half a character.
        for (int cut = 0; cut < (truncated ? 4 : 1); cut++) {
            String text = text(shown, shown.length - cut);
            if (text != null) {
                return new Value("text", text, truncated);
            }
        }
        return new Value("base64", Base64.getEncoder().encodeToString(shown), truncated);
    }

    private static @Nullable String text(byte[] bytes, int length) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            return text.chars().allMatch(each -> each >= ' ' || each == '\n' || each == '\r' || each == '\t')
                    ? text
                    : null;
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    static String instant(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}

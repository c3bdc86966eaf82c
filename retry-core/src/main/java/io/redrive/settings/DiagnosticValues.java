package io.redrive.settings;

import io.redrive.header.ExceptionText;
import io.redrive.log.LogAmount;
import io.redrive.log.LogPolicy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one place says about how much is told of failures; null where it says nothing.
 *
 * @param headers what forwards carry
 * @param logging what is written into the log
 */
public record DiagnosticValues(Headers headers, Logging logging) {

    /** Nothing at all. */
    public static final DiagnosticValues NONE =
            new DiagnosticValues(new Headers(null, null, null, null), new Logging(null, null, null, null));

    /** Returns these values, with the others where these say nothing. */
    public DiagnosticValues over(DiagnosticValues others) {
        return new DiagnosticValues(headers.over(others.headers), logging.over(others.logging));
    }

    /**
     * What forwards carry of the text of a failure.
     *
     * @param exceptionMessage whether its message
     * @param exceptionMessageBytes how much of the message at most
     * @param stackTrace whether its stack trace
     * @param stackTraceBytes how much of the stack trace at most
     */
    public record Headers(
            @Nullable Boolean exceptionMessage,
            @Nullable Integer exceptionMessageBytes,
            @Nullable Boolean stackTrace,
            @Nullable Integer stackTraceBytes) {

        Headers over(Headers others) {
            return new Headers(
                    RetryValues.first(exceptionMessage, others.exceptionMessage),
                    RetryValues.first(exceptionMessageBytes, others.exceptionMessageBytes),
                    RetryValues.first(stackTrace, others.stackTrace),
                    RetryValues.first(stackTraceBytes, others.stackTraceBytes));
        }

        /** Returns what they carry, the usual where nothing is said. */
        public ExceptionText text() {
            return text(Boolean.TRUE.equals(stackTrace), false);
        }

        /** Returns what they carry as spring-kafka writes it: a stack trace unless it is switched off, and else the usual. */
        public ExceptionText textOfSpring() {
            return text(!Boolean.FALSE.equals(stackTrace), true);
        }

        private ExceptionText text(boolean withStackTrace, boolean withWrapper) {
            return new ExceptionText(
                    Boolean.FALSE.equals(exceptionMessage)
                            ? 0
                            : Objects.requireNonNullElse(exceptionMessageBytes, ExceptionText.USUAL_MESSAGE),
                    withStackTrace ? Objects.requireNonNullElse(stackTraceBytes, ExceptionText.USUAL_STACK_TRACE) : 0,
                    withWrapper);
        }
    }

    /**
     * What is written into the log.
     *
     * @param attempts how many of the lines about failed attempts
     * @param deadLetters how many of the lines about dead letters
     * @param exceptionMessage whether with the message of the failure
     * @param stackTrace whether those about dead letters with its stack trace
     */
    public record Logging(
            @Nullable LogAmount attempts,
            @Nullable LogAmount deadLetters,
            @Nullable Boolean exceptionMessage,
            @Nullable Boolean stackTrace) {

        Logging over(Logging others) {
            return new Logging(
                    RetryValues.first(attempts, others.attempts),
                    RetryValues.first(deadLetters, others.deadLetters),
                    RetryValues.first(exceptionMessage, others.exceptionMessage),
                    RetryValues.first(stackTrace, others.stackTrace));
        }

        /** Returns what is written, the usual where nothing is said. */
        public LogPolicy policy() {
            LogPolicy usual = LogPolicy.USUAL;
            return new LogPolicy(
                    Objects.requireNonNullElse(attempts, usual.attempts()),
                    Objects.requireNonNullElse(deadLetters, usual.deadLetters()),
                    Objects.requireNonNullElse(exceptionMessage, usual.messages()),
                    Objects.requireNonNullElse(stackTrace, usual.stackTraces()));
        }
    }
}

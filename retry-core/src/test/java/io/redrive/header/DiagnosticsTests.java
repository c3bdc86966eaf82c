package io.redrive.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redrive.redact.Redaction;
import java.io.PrintWriter;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosticsTests {

    private static final ExceptionText ALL =
            new ExceptionText(ExceptionText.USUAL_MESSAGE, ExceptionText.USUAL_STACK_TRACE);

    @Test
    void theyNameWrapperAndFailureWithItsMessage() {
        IllegalStateException failure = new IllegalStateException("no");

        Diagnostics diagnostics =
                Diagnostics.of(new RuntimeException("wrapped", failure), failure, ExceptionText.MESSAGE);

        assertThat(diagnostics)
                .isEqualTo(
                        new Diagnostics("java.lang.RuntimeException", "java.lang.IllegalStateException", "no", null));
    }

    @Test
    void theStackTraceIsThatOfTheFailure() {
        IllegalStateException failure = new IllegalStateException("no");

        Diagnostics diagnostics = Diagnostics.of(new RuntimeException("wrapped", failure), failure, ALL);

        assertThat(diagnostics.stackTrace())
                .startsWith("java.lang.IllegalStateException: no")
                .contains("DiagnosticsTests");
    }

    @Test
    void shortenedTheyNameOnlyTheClasses() {
        Exception failure = new IllegalStateException("no");

        assertThat(Diagnostics.of(failure, failure, ALL).shortened())
                .isEqualTo(new Diagnostics(
                        "java.lang.IllegalStateException", "java.lang.IllegalStateException", null, null));
    }

    @Test
    void aMessageOfTheLongestLengthIsKept() {
        String longest = "x".repeat(ExceptionText.USUAL_MESSAGE);

        assertThat(message(longest)).isEqualTo(longest);
        assertThat(message(longest + "y")).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", "€", "😀"})
    void aCutNeverLeavesHalfACharacter(String character) {
        for (int ascii = 0; ascii < 5; ascii++) {
            for (int leading : new int[] {ascii, ExceptionText.USUAL_MESSAGE - ascii}) {
                String text = "a".repeat(leading) + character.repeat(ExceptionText.USUAL_MESSAGE);

                String cut = message(text);

                assertThat(text).startsWith(cut);
                assertThat(cut.getBytes(UTF_8))
                        .hasSizeBetween(ExceptionText.USUAL_MESSAGE - 3, ExceptionText.USUAL_MESSAGE);
            }
        }
    }

    @Test
    void messageAndStackTraceStayWithinTheirBytesWhateverTheirCharacters() {
        long seed = Long.getLong("sim.seed", 5L);
        Random random = new Random(seed);
        int[] characters = {'a', 'ü', '€', 0x1F600, '\n'};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(1_200); length > 0; length--) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }

            String cut = message(text.toString());

            assertThat(text.toString()).as("seed %d", seed).startsWith(cut);
            assertThat(cut.getBytes(UTF_8).length).as("seed %d", seed).isLessThanOrEqualTo(1_024);
            if (!cut.contentEquals(text)) {
                assertThat(cut.getBytes(UTF_8).length).as("seed %d", seed).isGreaterThan(1_020);
            }
        }
    }

    @Test
    void aStackTraceIsCutAtEightKibibytes() {
        Exception failure = new IllegalStateException("€".repeat(10_000));

        String stackTrace = Diagnostics.of(failure, failure, ALL).stackTrace();

        assertThat(stackTrace.getBytes(UTF_8).length)
                .isLessThanOrEqualTo(ExceptionText.USUAL_STACK_TRACE)
                .isGreaterThan(ExceptionText.USUAL_STACK_TRACE - 4);
    }

    @Test
    void theyTellOnlyAsMuchTextAsTheyMay() {
        Exception failure = new IllegalStateException("secret");

        assertThat(Diagnostics.of(failure, failure, new ExceptionText(0, 0)))
                .isEqualTo(new Diagnostics(
                        "java.lang.IllegalStateException", "java.lang.IllegalStateException", null, null));
        assertThat(Diagnostics.of(failure, failure, new ExceptionText(3, 10)))
                .isEqualTo(new Diagnostics(
                        "java.lang.IllegalStateException", "java.lang.IllegalStateException", "sec", "java.lang."));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExceptionText(ExceptionText.MOST + 1, 0));
    }

    @Test
    void theirMessageBeginsWithThatOfTheWrapperWhereSpringWritesItSo() {
        Exception failure = new IllegalStateException("no good");
        Exception wrapper = new IllegalArgumentException("Listener failed", failure);

        assertThat(List.of(
                        message(wrapper, failure),
                        message(failure, failure),
                        message(wrapper, new IllegalStateException()),
                        message(new IllegalStateException((String) null), failure)))
                .containsExactly("Listener failed; no good", "no good", "Listener failed; ", "no good");
        assertThat(Diagnostics.of(wrapper, failure, ExceptionText.MESSAGE).written())
                .isEqualTo("no good");
        assertThat(Diagnostics.of(wrapper, failure, ExceptionText.OF_SPRING).message())
                .isEqualTo("no good");
    }

    @Test
    void theirMessageAndThatOfTheWrapperShareTheBound() {
        Exception failure = new IllegalStateException("größer ".repeat(1_000));
        Exception wrapper = new IllegalArgumentException("Listener failed", failure);

        assertThat(Diagnostics.of(wrapper, failure, ExceptionText.OF_SPRING)
                        .written()
                        .getBytes(UTF_8))
                .hasSizeBetween(ExceptionText.USUAL_MESSAGE - 3, ExceptionText.USUAL_MESSAGE);
        assertThat(Diagnostics.of(wrapper, failure, new ExceptionText(10, 0, true))
                        .written())
                .isEqualTo("Listener f; ");
    }

    private static String message(Exception wrapper, Exception failure) {
        return String.valueOf(
                Diagnostics.of(wrapper, failure, ExceptionText.OF_SPRING).written());
    }

    @Test
    void aLoneSurrogateDoesNotExceedTheBounds() {
        assertThat(message("\ud83d".repeat(5_000)).getBytes(UTF_8).length)
                .isLessThanOrEqualTo(ExceptionText.USUAL_MESSAGE);
    }

    @Test
    void aFailureWithoutMessageHasNone() {
        assertThat(message(null)).isNull();
        assertThat(message("")).isEmpty();
    }

    @Test
    void aFailureThatThrowsWhenAskedIsDescribedByItsClass() {
        Throwable hostile = new HostileException();

        assertThat(Diagnostics.of(hostile, hostile, ALL))
                .isEqualTo(new Diagnostics(
                        HostileException.class.getName(), HostileException.class.getName(), null, null));
    }

    @Test
    void whatIsRedactedIsNotEvenCarriedInPart() {
        // given
        Redaction redaction = new Redaction(() -> List.of(text -> text.replaceAll("hush-\\w+", "***")));
        Exception failure =
                new IllegalStateException("x".repeat(ExceptionText.USUAL_MESSAGE - 8) + "hush-" + "y".repeat(500));

        // when
        Diagnostics diagnostics = Diagnostics.of(failure, failure, ALL, redaction);

        // then
        assertThat(diagnostics.message()).endsWith("x***");
        assertThat(diagnostics.stackTrace()).contains("x***").doesNotContain("hush-");
    }

    @Test
    void aFailureWhoseTextIsEndlessIsToldWithoutIt() {
        Exception endless = new EndlessException();

        assertThat(Diagnostics.of(endless, endless, ALL).message()).isNull();
    }

    /** Runs out of stack when it is asked. */
    private static final class EndlessException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            return again() + "!";
        }

        private String again() {
            return getMessage();
        }
    }

    private static @Nullable String message(@Nullable String message) {
        Exception failure = new IllegalStateException(message);
        return Diagnostics.of(failure, failure, ExceptionText.MESSAGE).message();
    }

    private static final class HostileException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }

        @Override
        public void printStackTrace(PrintWriter writer) {
            throw new IllegalStateException("no stack trace for you");
        }
    }
}

package io.redrive.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.redrive.log.FailureLog.Position;
import io.redrive.redact.Redaction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailureLogTests {

    private static final Position AT = new Position("orders", 3, 4_711);
    private static final long NOON = Instant.parse("2026-01-02T12:00:00Z").toEpochMilli();

    private final MovableClock clock = new MovableClock(NOON);
    private final CapturedLog captured = new CapturedLog("io.redrive.failures");
    private final FailureLog log = new FailureLog("settlement", clock, ZoneOffset.UTC);
    private final Exception failure = new IllegalStateException("no");

    @AfterEach
    void stopCapturing() {
        captured.close();
    }

    @Test
    void aFailedAttemptIsOneLineWithoutStack() {
        log.retrying(AT, 1, 5, NOON + 1_234, failure);

        assertThat(captured.lines())
                .containsExactly("WARN [settlement] orders-3@4711 failed attempt 1 of 5, next due 12:00:01.234:"
                        + " IllegalStateException: no");
        assertThat(captured.events().get(0).getThrowableProxy()).isNull();
    }

    @Test
    void aDeadLetterIsAnErrorWithStack() {
        log.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", failure);

        assertThat(captured.lines())
                .containsExactly("ERROR [settlement] orders-3@4711 is dead (attempts-exhausted) after attempt 5 of 5,"
                        + " goes to orders-dlt: IllegalStateException: no");
        assertThat(captured.events().get(0).getThrowableProxy().getMessage()).isEqualTo("no");
    }

    @Test
    void aDroppedRecordIsAnErrorWithStack() {
        log.dropped(AT, 5, 5, "attempts-exhausted", failure);

        assertThat(captured.lines())
                .containsExactly("ERROR [settlement] orders-3@4711 is dropped (attempts-exhausted) after attempt 5 of"
                        + " 5, there is no dead-letter topic: IllegalStateException: no");
        assertThat(captured.events().get(0).getThrowableProxy()).isNotNull();
    }

    @Test
    void aFailureOfTheDeadLetterHandlerSaysWhetherItIsTriedAgain() {
        log.handlerFailed(AT, 1, 3, NOON + 1_000, failure);
        log.handlerFailed(AT, 3, 3, null, failure);

        assertThat(captured.lines())
                .containsExactly(
                        "WARN [settlement] dead-letter handler failed on orders-3@4711, try 1 of 3, next 12:00:01.000:"
                                + " IllegalStateException: no",
                        "ERROR [settlement] dead-letter handler failed 3 times on orders-3@4711, which stays in its"
                                + " topic and is not shown again: IllegalStateException: no");
        assertThat(captured.events().get(1).getThrowableProxy()).isNotNull();
    }

    @Test
    void aParkedRecordSaysWhatToDo() {
        log.parked(AT, "orders-dlt", failure);

        assertThat(captured.lines())
                .singleElement()
                .asString()
                .startsWith("ERROR [settlement] orders-3@4711 is parked: orders-dlt refuses it")
                .endsWith("Raise max.message.bytes of orders-dlt.");
    }

    @Test
    void aDueTimeOfAnotherDayHasItsDate() {
        log.retrying(AT, 1, 5, NOON + 24 * 3_600_000L, failure);
        log.retrying(AT, 2, 5, NOON + 12 * 3_600_000L - 1, failure);

        assertThat(captured.lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("next due 2026-01-03 12:00:00.000:"),
                        line -> assertThat(line).contains("next due 23:59:59.999:"));
    }

    @Test
    void everyAttemptIsToldWhereThatIsAskedFor() {
        FailureLog all = log(new LogPolicy(LogAmount.ALL, LogAmount.SUMMARIZED, true, true));

        for (int i = 0; i < 25; i++) {
            all.retrying(AT, 1, 5, NOON, failure);
            all.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", failure);
        }
        clock.move(10_000);
        all.flush();

        assertThat(captured.lines())
                .filteredOn(line -> line.contains("failed attempt"))
                .hasSize(25);
        assertThat(captured.lines())
                .filteredOn(line -> line.contains("is dead"))
                .hasSize(10);
        assertThat(captured.lines())
                .filteredOn(line -> line.contains("left out"))
                .hasSize(1);
    }

    @Test
    void whatIsSwitchedOffIsNotTold() {
        FailureLog deadOnly = log(new LogPolicy(LogAmount.OFF, LogAmount.ALL, true, true));
        FailureLog parkedOnly = log(new LogPolicy(LogAmount.OFF, LogAmount.OFF, true, true));

        tellAll(deadOnly);
        assertThat(captured.lines())
                .hasSize(4)
                .noneMatch(line -> line.contains("failed attempt"))
                .noneMatch(line -> line.contains("try 1 of 3"));

        tellAll(parkedOnly);
        assertThat(captured.lines()).hasSize(5).last().asString().contains("is parked");
    }

    @Test
    void stackTracesAndMessagesAreLeftOutWhereThatIsAskedFor() {
        log(new LogPolicy(LogAmount.ALL, LogAmount.ALL, true, false)).dropped(AT, 5, 5, "x", failure);
        log(new LogPolicy(LogAmount.ALL, LogAmount.ALL, false, true)).dropped(AT, 5, 5, "x", failure);

        assertThat(captured.lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(": IllegalStateException: no"),
                        line -> assertThat(line).endsWith(": IllegalStateException"));
        assertThat(captured.events()).allMatch(event -> event.getThrowableProxy() == null);
    }

    private FailureLog log(LogPolicy policy) {
        return new FailureLog("settlement", clock, ZoneOffset.UTC, policy);
    }

    private void tellAll(FailureLog told) {
        told.retrying(AT, 1, 5, NOON, failure);
        told.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", failure);
        told.dropped(AT, 5, 5, "attempts-exhausted", failure);
        told.handlerFailed(AT, 1, 3, NOON, failure);
        told.handlerFailed(AT, 3, 3, null, failure);
        told.parked(AT, "orders-dlt", failure);
    }

    @Test
    void tenLinesOfAKindAreWrittenPerTenSecondsAndTheRestIsCounted() {
        retry(25);
        assertThat(captured.lines()).hasSize(10);

        clock.move(9_999);
        log.flush();
        retry(1);
        assertThat(captured.lines()).hasSize(10);

        clock.move(1);
        log.flush();
        assertThat(captured.lines())
                .hasSize(11)
                .last()
                .isEqualTo("WARN [settlement] 16 more lines like these were left out: retry"
                        + " java.lang.IllegalStateException");

        log.flush();
        assertThat(captured.lines()).hasSize(11);
    }

    @Test
    void theNextLineTellsWhatWasLeftOutWhenNobodyFlushed() {
        retry(12);
        clock.move(10_000);
        retry(1);

        assertThat(captured.lines()).hasSize(12);
        assertThat(captured.lines().get(10)).contains("2 more lines like these were left out");
        assertThat(captured.lines().get(11)).contains("failed attempt");
    }

    @Test
    void nothingIsToldWhenNothingWasLeftOut() {
        retry(10);
        clock.move(10_000);
        log.flush();

        assertThat(captured.lines()).hasSize(10);
    }

    @Test
    void everyWindowHasLinesOfItsOwn() {
        for (int window = 0; window < 5; window++) {
            retry(100);
            clock.move(10_000);
            log.flush();
        }

        assertThat(captured.lines()).hasSize(5 * 11);
        assertThat(captured.lines())
                .filteredOn(line -> line.contains("left out"))
                .allMatch(line -> line.contains(" 90 more lines"));
    }

    @Test
    void kindsAndTypesOfFailureDoNotSilenceEachOther() {
        retry(10);
        log.retrying(AT, 1, 5, NOON, new IllegalArgumentException("other"));
        log.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", failure);
        log.dropped(AT, 5, 5, "attempts-exhausted", failure);
        log.handlerFailed(AT, 1, 3, NOON, failure);
        log.handlerFailed(AT, 3, 3, null, failure);

        assertThat(captured.lines()).hasSize(15);
    }

    @Test
    void everyKindOfLineIsLimited() {
        for (int i = 0; i < 50; i++) {
            log.retrying(AT, 1, 5, NOON, failure);
            log.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", failure);
            log.dropped(AT, 5, 5, "attempts-exhausted", failure);
            log.handlerFailed(AT, 1, 3, NOON, failure);
            log.handlerFailed(AT, 3, 3, null, failure);
            log.parked(AT, "orders-dlt", failure);
        }

        assertThat(captured.count(Level.WARN)).isEqualTo(20);
        assertThat(captured.count(Level.ERROR)).isEqualTo(40);
    }

    @Test
    void aClockThatIsSetBackBeginsANewWindow() {
        retry(11);
        clock.move(-60_000);
        log.flush();
        retry(1);

        assertThat(captured.lines()).hasSize(12);
        assertThat(captured.lines().get(10)).contains("1 more lines like these were left out");
    }

    @Test
    void aCauseIsOneLineOfBoundedLength() {
        String cause = new FailureText(Redaction.NONE)
                .line(new IllegalStateException("a\nb\r\tc\u001b[31m\u0000\u0085" + "x".repeat(1_000)));

        assertThat(cause).startsWith("IllegalStateException: a b  c [31m  xxx").endsWith("x...");
        assertThat(cause.length()).isEqualTo("IllegalStateException: ".length() + 300 + "...".length());
        assertThat(cause.chars()).noneMatch(Character::isISOControl);
    }

    @Test
    void aLineSeparatorOfUnicodeDoesNotForgeALineEither() {
        assertThat(new FailureText(Redaction.NONE).line(new IllegalStateException("a\u2028b\u2029c")))
                .isEqualTo("IllegalStateException: a b c");
    }

    @Test
    void aFailureWithoutMessageIsNamed() {
        assertThat(new FailureText(Redaction.NONE).line(new IllegalStateException()))
                .isEqualTo("IllegalStateException");
        assertThat(new FailureText(Redaction.NONE).line(new IllegalStateException("")))
                .isEqualTo("IllegalStateException");
    }

    @Test
    void anAnonymousFailureIsNamedToo() {
        Exception anonymous = new Exception("no") {
            private static final long serialVersionUID = 1L;
        };

        assertThat(new FailureText(Redaction.NONE).line(anonymous)).matches("FailureLogTests\\$\\d+: no");
    }

    @Test
    void aStackTraceIsThatOfTheFailureItselfWhereNothingInItIsHarmful() {
        Exception several =
                new IllegalStateException("first\n at [Source: x]\n\tand so on", new RuntimeException("why"));

        log.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", several);

        assertThat(captured.events().get(0).getThrowableProxy().getClassName())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void noMessageOfAStackTraceForgesALine() {
        Exception forging =
                new IllegalStateException("no", new RuntimeException("a\r\n2026-01-01 ERROR forged\u001b[2J\u2028b"));
        forging.addSuppressed(new RuntimeException("c\n2026-01-01 ERROR forged, too"));

        log.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", forging);

        String stack = ThrowableProxyUtil.asString(captured.events().get(0).getThrowableProxy());
        assertThat(stack)
                .contains(": java.lang.IllegalStateException: no")
                .contains(": java.lang.RuntimeException: a\n\t2026-01-01 ERROR forged [2J b")
                .contains(": java.lang.RuntimeException: c\n\t2026-01-01 ERROR forged, too")
                .contains("at io.redrive.log.FailureLogTests");
        assertThat(stack.lines().skip(1)).allMatch(line -> line.isEmpty() || !Character.isDigit(line.charAt(0)));
    }

    @Test
    void whatIsRedactedIsInNoLineAndInNoStackTrace() {
        FailureLog redacting = new FailureLog(
                "settlement",
                clock,
                ZoneOffset.UTC,
                new LogPolicy(LogAmount.ALL, LogAmount.ALL, true, true),
                new Redaction(() -> List.of(text -> text.replaceAll("hush-\\w+", "***"))));
        Exception secret = new IllegalStateException(
                "hush-1 " + "x".repeat(280) + " hush-" + "2".repeat(100), new HushException());
        secret.addSuppressed(new RuntimeException("hush-3"));

        redacting.retrying(AT, 1, 5, NOON, secret);
        redacting.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", secret);
        redacting.dropped(AT, 5, 5, "attempts-exhausted", secret);
        redacting.handlerFailed(AT, 1, 3, NOON, secret);
        redacting.handlerFailed(AT, 3, 3, null, secret);
        redacting.parked(AT, "orders-dlt", secret);

        assertThat(captured.lines()).hasSize(6).allMatch(line -> line.contains("***") && !line.contains("hush-"));
        assertThat(captured.events().stream()
                        .filter(event -> event.getThrowableProxy() != null)
                        .map(event -> ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .hasSize(3)
                .allMatch(stack -> stack.contains("***") && !stack.contains("hush-"));
    }

    @Test
    void aFailureThatCausesItselfIsTold() {
        Exception cyclic = new IllegalStateException("no\nforged");
        Exception cause = new IllegalStateException("because", cyclic);
        cyclic.initCause(cause);

        log.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", cyclic);

        assertThat(captured.lines()).hasSize(1);
    }

    /** Its text is more than its message. */
    private static final class HushException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("OverrideThrowableToString") // as applications do
        public String toString() {
            return "HushException with hush-4";
        }
    }

    @Test
    void bracesInAMessageStayAsTheyAre() {
        log.retrying(AT, 1, 5, NOON, new IllegalStateException("{} {}"));

        assertThat(captured.lines()).singleElement().asString().endsWith("IllegalStateException: {} {}");
    }

    @Test
    void aFailureThatThrowsWhenAskedIsToldWithoutItsMessageAndStack() {
        Exception hostile = new HostileException();

        log.retrying(AT, 1, 5, NOON, hostile);
        log.dead(AT, 5, 5, "attempts-exhausted", "orders-dlt", hostile);
        log.dropped(AT, 5, 5, "attempts-exhausted", hostile);
        log.handlerFailed(AT, 3, 3, null, hostile);
        log.parked(AT, "orders-dlt", hostile);

        assertThat(captured.lines()).hasSize(5).allMatch(line -> line.contains("HostileException"));
    }

    @Test
    void aDueTimeAtTheEndOfTimeIsWrittenSomehow() {
        log.retrying(AT, 1, 5, Long.MAX_VALUE, failure);

        assertThat(captured.lines()).hasSize(1);
    }

    private void retry(int times) {
        for (int i = 0; i < times; i++) {
            log.retrying(AT, 1, 5, NOON, failure);
        }
    }

    private static final class HostileException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }
}

package io.redrive.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.redact.Redaction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuietLogTests {

    private final MovableClock clock = new MovableClock(1_000_000);
    private final CapturedLog captured = new CapturedLog("io.redrive.log.QuietLogTests.captured");
    private final QuietLog log = new QuietLog(clock);

    @AfterEach
    void stopCapturing() {
        captured.close();
    }

    @Test
    void aCauseIsLoggedOncePerMinute() {
        warn("a", "first");
        warn("a", "second");
        clock.move(59_999);
        warn("a", "third");
        clock.move(1);
        warn("a", "fourth");
        warn("a", "fifth");

        assertThat(captured.lines()).containsExactly("WARN first", "WARN fourth");
    }

    @Test
    void causesDoNotSilenceEachOther() {
        warn("a", "first");
        warn("b", "second");

        assertThat(captured.lines()).containsExactly("WARN first", "WARN second");
    }

    @Test
    void whatIsLeftOutDoesNotProlongTheSilence() {
        warn("a", "first");
        clock.move(50_000);
        warn("a", "second");
        clock.move(10_000);
        warn("a", "third");

        assertThat(captured.lines()).containsExactly("WARN first", "WARN third");
    }

    @Test
    void anErrorIsLoggedAsOne() {
        log.error(captured.logger(), "a", () -> "first");
        log.error(captured.logger(), "a", () -> "second");

        assertThat(captured.lines()).containsExactly("ERROR first");
    }

    @Test
    void aMessageIsOnlyBuiltToBeLogged() {
        warn("a", "first");

        log.warn(captured.logger(), "a", () -> {
            throw new AssertionError("built");
        });

        assertThat(captured.lines()).hasSize(1);
    }

    @Test
    void bracesInAMessageStayAsTheyAre() {
        warn("a", "{} of {}");

        assertThat(captured.lines()).containsExactly("WARN {} of {}");
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceForLong() {
        warn("a", "first");
        clock.move(-1);
        warn("a", "second");

        assertThat(captured.lines()).containsExactly("WARN first", "WARN second");
    }

    private void warn(String cause, String message) {
        log.warn(captured.logger(), cause, () -> message);
    }

    @Test
    void whatIsToldIsRedactedAndForgesNoLine() {
        QuietLog redacting = new QuietLog(clock, new Redaction(() -> List.of(text -> text.replace("hush", "***"))));

        assertThat(redacting.told("hush\r\nERROR forged\u001b[2J\n\tindented\n- item"))
                .isEqualTo("***\n\tERROR forged [2J\n\tindented\n\t- item");
        assertThat(redacting.told("as it is\n  indented")).isEqualTo("as it is\n  indented");
    }
}

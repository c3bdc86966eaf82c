package io.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exceptions by which a listener says what is to become of its record. */
class DemandTests {

    @ParameterizedTest
    @CsvSource({"PT0S, PT0S", "PT-5S, PT0S", "PT1.5S, PT1.5S", "P30D, P30D", "PT720H0.001S, P30D", "P3650000D, P30D"})
    void anAskedDelayLiesBetweenZeroAndThirtyDays(Duration asked, Duration given) {
        assertThat(new RetryAfterException(asked).delay()).isEqualTo(given);
    }

    @Test
    void anAskedDelayCarriesMessageAndCause() {
        Exception cause = new IllegalStateException("429");

        assertThat(new RetryAfterException(Duration.ofSeconds(1))).hasMessageContaining("PT1S");
        assertThat(new RetryAfterException(Duration.ofSeconds(1), "busy")).hasMessage("busy");
        assertThat(new RetryAfterException(Duration.ofSeconds(1), cause)).hasCause(cause);
        assertThat(new RetryAfterException(Duration.ofSeconds(1), "busy", cause))
                .hasMessage("busy")
                .hasCause(cause);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "no such customer,no such customer",
                "'',''",
                "'  \r\n ',''",
                "' two\r\nlines\t and\u2028more ','two lines and more'",
                "red\u001b[31m,red [31m",
                "turned\u202eround,turned round"
            })
    void aReasonIsOneLine(String reason, String kept) {
        assertThat(new DeadLetterException(reason).reason()).isEqualTo(kept);
    }

    @Test
    void aReasonIsCutBetweenCharacters() {
        assertThat(new DeadLetterException("x".repeat(1_000)).reason()).hasSize(200);
        assertThat(new DeadLetterException("x".repeat(199) + "\ud83d\ude00").reason())
                .isEqualTo("x".repeat(199));
        assertThat(new DeadLetterException("x".repeat(199) + " y").reason()).isEqualTo("x".repeat(199));
        assertThat(new DeadLetterException("half \ud83d").reason()).isEqualTo("half");
    }

    @Test
    void aReasonCarriesACauseAndTheWholeMessage() {
        Exception cause = new IllegalStateException("404");

        assertThat(new DeadLetterException("no such\ncustomer", cause))
                .hasMessage("no such\ncustomer")
                .hasCause(cause);
    }
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.deadletter.DeadLetterFailure;
import io.redrive.deadletter.DeadLetterHeader;
import io.redrive.deadletter.DeadLetterOrigin;
import io.redrive.deadletter.FailedAttempt;
import io.redrive.deadletter.FailureCause;
import io.redrive.redact.Redaction;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.Show;

class DeadLetterReportsTests {

    private static final Instant FIRST_FAILURE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:01Z");
    private static final Instant DIED = Instant.parse("2026-01-01T00:00:02Z");

    private final DeadLetterReports reports = new DeadLetterReports(
            new Disclosure(new DeadLettersEndpointProperties(Show.NEVER, Set.of()), List.of(), Redaction.NONE)
                    .toAnybody(),
            address -> null);

    @Test
    void theFirstAttemptFailedWhenTheRecordFailedFirst() {
        assertThat(reports.full(letter()).history())
                .extracting(DeadLetterReport.Step::at)
                .containsExactly(FIRST_FAILURE.toString(), DIED.toString(), DIED.toString());
    }

    @Test
    void theFirstAttemptOfARecordThatWasSentBackFailedAfterThat() {
        DeadLetter sentBack = letter(new DeadLetterHeader("redrive_redriven-by", "job/0/7", true));

        assertThat(reports.full(sentBack).history())
                .extracting(DeadLetterReport.Step::at)
                .containsExactly(WRITTEN.toString(), DIED.toString(), DIED.toString());
    }

    private static DeadLetter letter(DeadLetterHeader... headers) {
        FailureCause cause = new FailureCause("x.Declined", null);
        return new DeadLetter(
                new DeadLetterAddress("dlt", 0, 9),
                DIED,
                new DeadLetter.Payload(
                        null, null, List.of(headers), new DeadLetterOrigin("orders", 0, 1L, FIRST_FAILURE, "g")),
                new DeadLetterFailure(
                        cause,
                        "no good",
                        null,
                        "attempts-exhausted",
                        2,
                        FIRST_FAILURE,
                        List.of(new FailedAttempt(1, WRITTEN, "x.Busy", "later")),
                        "retry-topics"));
    }
}

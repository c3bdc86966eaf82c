package io.redrive.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterFilterTests {

    private static final FailureCause CAUSE = new FailureCause("com.acme.PaymentDeclined", "com.acme.Till.open");
    private static final DeadLetter LETTER = new DeadLetter(
            new DeadLetterAddress("dlt", 2, 41),
            Instant.parse("2026-11-21T18:00:00Z"),
            new DeadLetter.Payload(
                    "4711".getBytes(UTF_8),
                    "{\"customer\":\"Zoë\"}".getBytes(UTF_8),
                    List.of(new DeadLetterHeader("tenant", "a:b", false)),
                    new DeadLetterOrigin("orders", 2, 7L, null, "billing")),
            new DeadLetterFailure(CAUSE, "gateway 402", null, "fatal-exception", 1, null, List.of(), "retry-topics"));

    @ParameterizedTest
    @CsvSource({
        "partition, 2, true",
        "partition, 1, false",
        "fromOffset, 41, true",
        "fromOffset, 42, false",
        "toOffset, 42, true",
        "toOffset, 41, false",
        "from, 2026-11-21T18:00:00Z, true",
        "from, 2026-11-21T18:00:00.001Z, false",
        "to, 2026-11-21T18:00:00.001Z, true",
        "to, 2026-11-21T18:00:00Z, false",
        "from, 2026-11-21T19:00:00+01:00, true",
        "key, 4711, true",
        "key, 471, false",
        "header, tenant, true",
        "header, tenant:a:b, true",
        "header, tenant:a, false",
        "header, other, false",
        "exception, paymentdeclined, true",
        "exception, PaymentAccepted, false",
        "text, Zoë, true",
        "text, zoë, false",
        "text, 711, true",
        "text, gateway, true",
        "text, nothing, false"
    })
    void matchesWhatItSays(String name, String value, boolean matches) {
        assertThat(DeadLetterFilter.of(Map.of(name, value)).matches(LETTER)).isEqualTo(matches);
    }

    @Test
    void matchesTheFingerprintOfTheCause() {
        assertThat(DeadLetterFilter.of(Map.of("group", CAUSE.fingerprint().value()))
                        .matches(LETTER))
                .isTrue();
        assertThat(DeadLetterFilter.of(Map.of("group", "0123456789abcdef")).matches(LETTER))
                .isFalse();
    }

    @Test
    void matchesOnlyWhatMatchesAllItSays() {
        assertThat(DeadLetterFilter.everything().matches(LETTER)).isTrue();
        assertThat(DeadLetterFilter.of(Map.of("key", "4711", "exception", "declined"))
                        .matches(LETTER))
                .isTrue();
        assertThat(DeadLetterFilter.of(Map.of("key", "4711", "exception", "timeout"))
                        .matches(LETTER))
                .isFalse();
    }

    @Test
    void isTheSameWhenWrittenAndReadAgain() {
        DeadLetterFilter filter =
                DeadLetterFilter.of(Map.of("from", "2026-11-21T18:00:00Z", "partition", "3", "text", "x"));

        assertThat(DeadLetterFilter.of(filter.parts())).isEqualTo(filter).hasSameHashCodeAs(filter);
        assertThat(filter).hasToString("{from=2026-11-21T18:00:00Z, partition=3, text=x}");
    }

    @ParameterizedTest
    @CsvSource({
        "partition, x, partition must be a whole number",
        "partition, -1, partition must be a whole number",
        "fromOffset, 1.5, fromOffset must be a whole number",
        "from, yesterday, from must be an instant such as",
        "to, 2026-11-21, to must be an instant such as",
        "group, xyz, is no fingerprint",
        "fromOfset, 1, a filter has no [fromOfset]"
    })
    void saysWhatCannotBeMeant(String name, String value, String complaint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeadLetterFilter.of(Map.of(name, value)))
                .withMessageContaining(complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "exception", "header", "group", "partition", "from"})
    void refusesAnEmptyPartSoThatAVariableWithoutAValueSelectsNothing(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeadLetterFilter.of(Map.of(name, "")))
                .withMessage(name + " is empty: leave it out, or give it a value");
    }

    @Test
    void findsAnEmptyKey() {
        assertThat(DeadLetterFilter.of(Map.of("key", "")).matches(LETTER)).isFalse();
    }

    @Test
    void refusesRangesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeadLetterFilter.of(Map.of("fromOffset", "5", "toOffset", "4")));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DeadLetterFilter.of(Map.of("from", "2026-11-21T18:00:00Z", "to", "2026-11-21T17:00:00Z")));
    }

    @Test
    void refusesInstantsThatNoRecordCanHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeadLetterFilter.of(Map.of("from", "+999999999-01-01T00:00:00Z")))
                .withMessageStartingWith("from must be an instant such as ");
        assertThat(DeadLetterFilter.of(Map.of("from", "0001-01-01T00:00:00Z")).matches(LETTER))
                .isTrue();
    }

    @Test
    void fingerprintsAreTheSameEverywhere() {
        assertThat(CAUSE.fingerprint())
                .isEqualTo(new FailureCause("com.acme.PaymentDeclined", "com.acme.Till.open").fingerprint());
        assertThat(CAUSE.fingerprint()).isNotEqualTo(new FailureCause("com.acme.PaymentDeclined", null).fingerprint());
        assertThat(new FailureCause("a", "b").fingerprint().value()).isEqualTo("75cd1899337ffbc9");
    }

    @Test
    void addressesAreReadAsTheyAreWritten() {
        assertThat(DeadLetterAddress.of("dlt", "2:41")).isEqualTo(LETTER.address());
        assertThat(LETTER.address().id()).isEqualTo("2:41");
        for (String wrong : List.of("", "2", ":", "2:", ":41", "a:1", "-1:0", "0:-1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DeadLetterAddress.of("dlt", wrong))
                    .withMessageContaining("0:41");
        }
    }
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.redrive.redact.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;

class PayloadsTests {

    private static final Map<String, String> SELECTION =
            Map.of("key", "ada", "text", "4711", "header", "customer:ada", "partition", "1", "ids", "1:7");

    @Test
    void areKeysTextsAndValuesOfTheApplicationsHeaders() {
        assertThat(Payloads.hidden(SELECTION))
                .isEqualTo(
                        Map.of("key", "******", "text", "******", "header", "******", "partition", "1", "ids", "1:7"));
        assertThat(Payloads.areIn(Map.of("key", "ada"))).isTrue();
        assertThat(Payloads.areIn(Map.of("text", "4711"))).isTrue();
        assertThat(Payloads.areIn(Map.of("header", "customer:ada"))).isTrue();
    }

    @Test
    void areNoNamesAndNothingThatRetriesHaveWritten() {
        Map<String, String> selection =
                Map.of("header", "kafka_original-topic:orders", "exception", "Declined", "group", "19eb212417c77953");

        assertThat(Payloads.areIn(selection)).isFalse();
        assertThat(Payloads.areIn(Map.of("header", "customer"))).isFalse();
        assertThat(Payloads.hidden(selection)).isEqualTo(selection);
    }

    @Test
    void aHeaderThatIsHiddenByItsNameIsHiddenInASelectionToo() {
        // given
        SanitizingFunction function = data -> data.getKey().equals("ssn") ? data.withSanitizedValue() : data;
        Disclosure.ToUser user = new Disclosure(
                        new DeadLettersEndpointProperties(Show.ALWAYS, Set.of()), List.of(function), Redaction.NONE)
                .toAnybody();

        // then
        assertThat(user.selection(Map.of("header", "ssn:123"))).isEqualTo(Map.of("header", "ssn:******"));
        assertThat(user.selection(Map.of("header", "tenant:a"))).isEqualTo(Map.of("header", "tenant:a"));
    }

    @Test
    void partsOfFiltersAreTakenInTheirOrder() {
        assertThat(FilterParameters.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"))
                .isEqualTo(Map.of(
                        "partition",
                        "1",
                        "fromOffset",
                        "2",
                        "toOffset",
                        "3",
                        "from",
                        "4",
                        "to",
                        "5",
                        "key",
                        "6",
                        "header",
                        "7",
                        "exception",
                        "8",
                        "text",
                        "9",
                        "group",
                        "10"));
        assertThat(FilterParameters.of(null, null, null, null, null, "ada", null, null, null, null))
                .containsExactly(Map.entry("key", "ada"));
        assertThatIllegalStateException().isThrownBy(() -> FilterParameters.of("1"));
    }
}

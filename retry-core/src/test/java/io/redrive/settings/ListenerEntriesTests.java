package io.redrive.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.RedriveConfigurationException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ListenerEntriesTests {

    @Test
    void findsAnEntryByTheIdOfItsListener() {
        ListenerEntries entries = entries("my-orders", "payments");

        assertThat(entries.of("my-orders").key()).isEqualTo("my-orders");
        assertThat(entries.of("others").isNone()).isTrue();
        assertThat(entries.of("myorders").isNone()).as("another id").isTrue();
    }

    @Test
    void findsAnEntryWhoseSourceCannotHoldAllCharactersOfTheId() {
        ListenerEntries entries = entries("myorders", "shopOrders");

        assertThat(entries.of("my-orders").key()).as("an environment variable").isEqualTo("myorders");
        assertThat(entries.of("MY_ORDERS").key()).isEqualTo("myorders");
        assertThat(entries.of("shop_Orders").key()).as("a key without brackets").isEqualTo("shopOrders");
    }

    @Test
    void prefersTheEntryWithExactlyTheId() {
        assertThat(entries("myorders", "my-orders").of("my-orders").key()).isEqualTo("my-orders");
    }

    @Test
    void tellsWhichEntriesStandForNoListener() {
        ListenerEntries entries = entries("myorders", "my-orders", "ordrs", "payments");

        assertThat(entries.withoutListener(Set.of("my-orders", "orders"))).containsExactly("ordrs", "payments");
    }

    @Test
    void tellsWhichEntryStandsForAnotherListenerThanTheOneItNames() {
        ListenerEntries entries = entries("order1", "payments");

        assertThat(entries.ambiguous(Set.of("order1", "order-1", "payments")))
                .containsExactly(Map.entry("order1", "order-1"));
        assertThat(entries.ambiguous(Set.of("order-1", "payments"))).isEmpty();
        assertThat(entries("order1", "order-1").ambiguous(Set.of("order1", "order-1")))
                .isEmpty();
    }

    @Test
    void writesAKeyThatHoldsOtherCharactersInBrackets() {
        assertThat(ListenerEntry.propertyName("my-orders")).isEqualTo("redrive.listeners.my-orders");
        assertThat(ListenerEntry.propertyName("eu.orders")).isEqualTo("redrive.listeners.[eu.orders]");
    }

    @Test
    void refusesWhatContradictsItself() {
        assertThatThrownBy(() -> entry(
                        "orders", new BackOffValues(3, null, null, null, List.of(Duration.ofSeconds(1)), null, null)))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessage("redrive.listeners.orders: delays cannot be combined with attempts, delay, multiplier or"
                        + " max-delay");
    }

    private static ListenerEntry entry(String key, BackOffValues backOff) {
        return new ListenerEntry(
                key,
                true,
                new RetryValues(
                        backOff,
                        FailureValues.NONE,
                        TopicValues.NONE,
                        DeadLetterValues.NONE,
                        ContainerValues.NONE,
                        DiagnosticValues.NONE));
    }

    private static ListenerEntries entries(String... keys) {
        return new ListenerEntries(Arrays.stream(keys)
                .map(key -> new ListenerEntry(key, true, RetryValues.NONE))
                .collect(Collectors.toMap(ListenerEntry::key, Function.identity())));
    }
}

package io.redrive.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardNamesTests {

    private static final ForwardNames GROUPED = ForwardNames.ofGroup();
    private static final ForwardNames SUFFIXED = ForwardNames.ofSuffixes(Set.of("-retry", "-again"), Set.of("-dlt"));

    @ParameterizedTest
    @ValueSource(strings = {"orders-billing-retry-1", "orders-billing-retry-17"})
    void recognisesEveryRetryTopicThatCarriesTheGroup(String topic) {
        assertThat(GROUPED.isRetryTopic(topic, "orders", "billing")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders-billing-retry-0",
                "orders-billing-retry-01",
                "orders-billing-retry-",
                "orders-billing-retry",
                "orders-billing-retry-1000000",
                "orders-billing-retry-1-dlt",
                "orders-billing2-retry-1",
                "orders-other-retry-1",
                "orders2-billing-retry-1",
                "old-orders-billing-retry-1",
                "orders-billing-dlt",
                "orders-retry-1",
                "orders"
            })
    void takesNoTopicOfAnotherGroupOrMainTopicForARetryTopicThatCarriesTheGroup(String topic) {
        assertThat(GROUPED.isRetryTopic(topic, "orders", "billing")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 99})
    void recognisesNamesWithAChecksum(int n) {
        String longTopic = "o".repeat(240);

        assertThat(GROUPED.isRetryTopic(TopicNaming.retryTopic(longTopic, "g", n), longTopic, "g"))
                .isTrue();
        assertThat(GROUPED.isRetryTopic(TopicNaming.retryTopic("orders", "my group", n), "orders", "my group"))
                .isTrue();
        assertThat(GROUPED.isRetryTopic(TopicNaming.retryTopic("orders", "my group", n), "orders", "my_group"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "orders-retry, true",
        "orders-retry-0, true",
        "orders-retry-1000, true",
        "orders-retry-3000-2, true",
        "orders-again-1000, true",
        "orders-retry-, false",
        "orders-retry-x, false",
        "orders-retry-1-2-3, false",
        "orders-retry-1000-dlt, false",
        "orders-retry1000, false",
        "orders-g-retry-1, false",
        "orders2-retry-1000, false",
        "orders-dlt, false",
        "orders, false"
    })
    void recognisesRetryTopicsByTheirSuffixes(String topic, boolean isRetryTopic) {
        assertThat(SUFFIXED.isRetryTopic(topic, "orders", "g")).isEqualTo(isRetryTopic);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.*, orders-g-retry-3, true",
        "orders.*, orders-eu-g-dlt, true",
        "orders.*, orders-g-io-dlt, true",
        "orders.*, orders-grumpy-dlt, false",
        "orders.*, orders-eu, false",
        "orders.*, orders-eu-other-dlt, false",
        "orders.*, orders-retry-1, false",
        ".*-dlt, orders-g-dlt, false",
        ".*-dlt, orders-dlt-g-dlt, true"
    })
    void aTopicThatMatchesThePatternIsNoMainTopicWhenItBelongsToOne(String pattern, String topic, boolean forward) {
        assertThat(GROUPED.isForwardOfAny(topic, Pattern.compile(pattern), "g")).isEqualTo(forward);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.*, orders-retry-1000, true",
        "orders.*, orders-eu-dlt, true",
        "orders.*, orders-dlt-eu, false",
        "orders.*, orders-eu, false",
        ".*-dlt, orders-dlt, false",
        ".*-dlt, orders-dlt-retry-0, true",
        ".*-dlt, orders-dlt-dlt, true"
    })
    void theSameHoldsForNamesWithSuffixes(String pattern, String topic, boolean forward) {
        assertThat(SUFFIXED.isForwardOfAny(topic, Pattern.compile(pattern), "g"))
                .isEqualTo(forward);
    }

    @Test
    void aContainerIsNamedAsItsRetryTopicEnds() {
        assertThat(GROUPED.containerSuffix("orders-billing-retry-2", "orders")).isEqualTo("-retry-2");
        assertThat(GROUPED.carryGroup()).isTrue();
        assertThat(SUFFIXED.containerSuffix("orders-again-1000", "orders")).isEqualTo("-again-1000");
        assertThat(SUFFIXED.carryGroup()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "orders-g-dlt, orders, g, true",
        "orders-g-io-dlt, orders, g, true",
        "orders-g.io-dlt, orders, g, true",
        "orders-g_io-dlt, orders, g, true",
        "orders-gio-dlt, orders, g, false",
        "orders-g-io-dead, orders, g, false",
        "orders-h-dlt, orders, g, false",
        "a-dlt, a, dlt, false",
        "a-dlt-dlt, a, dlt, true"
    })
    void recognisesDeadLetterTopicsThatCarryTheGroup(String topic, String mainTopic, String group, boolean dead) {
        assertThat(GROUPED.isDeadLetterTopic(topic, mainTopic, group)).isEqualTo(dead);
    }

    @Test
    void aNameThatOnlyLooksCutIsTakenAsItIs() {
        assertThat(GROUPED.isForwardOfAny("orders-0123abcd-retry-1", Pattern.compile("stock.*"), "g"))
                .isFalse();
        assertThat(GROUPED.isForwardOfAny("o".repeat(TopicNaming.LONGEST_NAME), Pattern.compile("o+"), "g"))
                .isFalse();
    }

    @Test
    void aNameThatWasCutToFitIsNeverAMainTopic() {
        String retryTopic = TopicNaming.retryTopic("orders" + "x".repeat(240), "g", 1);

        assertThat(retryTopic).hasSize(TopicNaming.LONGEST_NAME);
        assertThat(GROUPED.isForwardOfAny(retryTopic, Pattern.compile("orders.*"), "g"))
                .isTrue();
    }
}

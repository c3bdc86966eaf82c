package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopologyChecksTests {

    private static final String OTHER_TOPICS =
            "Give one of the two listeners other topics, or let their names carry the group";

    @Test
    void twoGroupsMayListenToOneMainTopic() {
        RetryTopology billing = TestTopology.of("billing", "orders");
        RetryTopology shipping = TestTopology.of("shipping", "orders");

        assertThatCode(() -> TopologyChecks.check(List.of(billing, shipping))).doesNotThrowAnyException();
    }

    @Test
    void reportsRetryTopicsThatTwoGroupsShare() {
        RetryTopology billing = like("billing", TestTopology.chain("orders", "r-1", "r-2", "billing-dlt"));
        RetryTopology shipping = like("shipping", TestTopology.chain("orders", "r-1", "r-2", "shipping-dlt"));

        TopologyException failure = check(billing, shipping);

        assertThat(failure.listeners()).containsExactly("billing-listener", "shipping-listener");
        assertThat(failure.problems()).extracting(TopicProblem::topic).containsExactly("r-1", "r-2");
        assertThat(failure.problems().get(0))
                .isEqualTo(new TopicProblem(
                        "r-1",
                        "receives the failed records of listener billing-listener and of listener shipping-listener: each"
                                + " of the groups billing and shipping would process the failed records of the other"
                                + " again",
                        OTHER_TOPICS));
    }

    @Test
    void reportsTopicsThatTwoListenersOfOneGroupShare() {
        RetryTopology orders = like("shop", TestTopology.chain("orders", "r-1", "r-2", "orders-dlt"));
        RetryTopology returns = like("shop", TestTopology.chain("returns", "r-1", "s-2", "returns-dlt"));

        TopologyException failure = check(orders, returns);

        assertThat(failure.problems())
                .containsExactly(new TopicProblem(
                        "r-1",
                        "receives the failed records of listener shop-listener and of listener shop-listener, each of"
                                + " which would be given those of the other",
                        OTHER_TOPICS));
    }

    @Test
    void letsListenersShareTopicsOfWhichEachHasPartitionsOfItsOwnByHand() {
        TopicChain chain = TestTopology.chain("orders", "r-1", "r-2", "dlt");
        RetryTopology even = like("even", chain.withAssigned(Set.of(0, 2)));
        RetryTopology odd = like("odd", chain.withAssigned(Set.of(1)));
        RetryTopology overlapping = like("overlapping", chain.withAssigned(Set.of(1, 2)));
        RetryTopology subscribed = like("subscribed", chain);

        assertThat(check(even, odd)).isNull();
        assertThat(check(even, odd, overlapping)).isNotNull();
        assertThat(check(even, subscribed)).isNotNull();
    }

    @Test
    void letsListenersShareADeadLetterTopic() {
        RetryTopology orders = like("shop", TestTopology.chain("orders", "r-1", "r-2", "shop-dlt"));
        RetryTopology returns = like("shop", TestTopology.chain("returns", "s-1", "s-2", "shop-dlt"));
        RetryTopology triage = TestTopology.of("triage", "shop-dlt");

        TopologyException failure = check(orders, returns, triage);

        assertThat(failure).isNull();
    }

    @Test
    void reportsRetryTopicThatIsMainTopicOfAnotherListener() {
        RetryTopology orders = TestTopology.of("shop", "orders");
        RetryTopology curious = TestTopology.of("audit", "orders-shop-retry-1");

        TopologyException failure = check(orders, curious);

        assertThat(failure.problems())
                .containsExactly(new TopicProblem(
                        "orders-shop-retry-1",
                        "receives the failed records of listener shop-listener, but is listened to by listener"
                                + " audit-listener, which would take them for new ones",
                        OTHER_TOPICS));
    }

    @Test
    void reportsIllegalNamesAllAtOnce() {
        RetryTopology illegal = like("shop", TestTopology.chain("or ders", "..", "r-2", "x".repeat(250)));

        TopologyException failure = check(illegal);

        assertThat(failure.problems())
                .extracting(TopicProblem::topic)
                .containsExactly("'or ders'", "'..'", "'" + "x".repeat(250) + "'");
        assertThat(failure.problems().get(1))
                .isEqualTo(
                        new TopicProblem(
                                "'..'",
                                "of listener shop-listener cannot exist under this name",
                                "Use 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-', and not only one or two dots"));
        assertThat(failure).hasMessageStartingWith("The topics of listener shop-listener are wrong:");
    }

    private static RetryTopology like(String group, TopicChain chain) {
        return TestTopology.of(group, TopicSettings.LIKE_MAIN_TOPIC, chain);
    }

    private static TopologyException check(RetryTopology... topologies) {
        return catchThrowableOfType(TopologyException.class, () -> TopologyChecks.check(List.of(topologies)));
    }
}

package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.topic.RetryTopology;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicPlanTests {

    @Test
    void plansTopicsLikeTheMainTopic() {
        TopicPlan plan = TopicPlan.of(
                TestTopology.of("g", "orders"),
                Map.of("orders", new ExistingTopic("orders", 6, 3, Map.of("max.message.bytes", "1000000"))),
                main -> "unused");

        assertThat(plan.assumptions()).isEmpty();
        assertThat(plan.topics())
                .extracting(PlannedTopic::name)
                .containsExactly("orders-g-retry-1", "orders-g-retry-2", "orders-g-dlt");
        assertThat(plan.topics().get(0))
                .isEqualTo(new PlannedTopic(
                        "orders-g-retry-1",
                        6,
                        3,
                        Map.of(
                                "cleanup.policy", "delete",
                                "max.message.bytes", "1065536",
                                "message.timestamp.type", "CreateTime",
                                "retention.bytes", "-1",
                                "retention.ms", "604890000")));
    }

    @Test
    void saysWhatItHadToAssume() {
        assertThat(assumed(TestTopology.of("g", "orders")))
                .containsExactly("Topic orders could not be looked at, because no broker is reachable: partitions,"
                        + " replicas, min.insync.replicas and max.message.bytes of its retry and dead-letter topics are what"
                        + " the brokers give new topics. They should be those of orders, with 65536 added to"
                        + " max.message.bytes.");
        assertThat(assumed(TestTopology.of("g", TestTopology.settings(true, 6, 3), "orders")))
                .containsExactly(
                        "Topic orders could not be looked at, because no broker is reachable: min.insync.replicas"
                                + " and max.message.bytes of its retry and dead-letter topics are what the brokers give new topics."
                                + " They should be those of orders, with 65536 added to max.message.bytes.");
    }

    private static List<String> assumed(RetryTopology topology) {
        return TopicPlan.of(topology, Map.of(), main -> "no broker is reachable")
                .assumptions();
    }
}

package io.redrive.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.admin.PlannedTopic;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrimziResourcesTests {

    @Test
    void writesATopicAndAUser() {
        Permissions permissions = new Permissions();
        permissions.topics().put("Orders_dlt", EnumSet.of(Operation.WRITE, Operation.DESCRIBE));
        permissions.groups().put("g \"quoted\"", EnumSet.of(Operation.READ));

        List<String> lines = StrimziResources.of(
                new Requirements(
                        "a:9092",
                        List.of("orders"),
                        List.of(),
                        List.of(
                                new PlannedTopic(
                                        "Orders_dlt",
                                        3,
                                        2,
                                        new TreeMap<>(Map.of("cleanup.policy", "delete", "retention.ms", "-1"))),
                                new PlannedTopic("orders-retry-1", 0, 0, Map.of("cleanup.policy", "delete"))),
                        permissions),
                "User:CN=orders",
                "my-cluster");

        assertThat(String.join("\n", lines)).isEqualTo("""
                        # Topics and permissions for listener orders on a:9092
                        ---
                        apiVersion: kafka.strimzi.io/v1
                        kind: KafkaTopic
                        metadata:
                          name: "orders-dlt-a4f7f8b2"
                          labels:
                            strimzi.io/cluster: "my-cluster"
                        spec:
                          topicName: "Orders_dlt"
                          partitions: 3
                          replicas: 2
                          config:
                            cleanup.policy: "delete"
                            retention.ms: -1
                        ---
                        apiVersion: kafka.strimzi.io/v1
                        kind: KafkaTopic
                        metadata:
                          name: "orders-retry-1"
                          labels:
                            strimzi.io/cluster: "my-cluster"
                        spec:
                          topicName: "orders-retry-1"
                          config:
                            cleanup.policy: "delete"
                        ---
                        apiVersion: kafka.strimzi.io/v1
                        kind: KafkaUser
                        metadata:
                          name: "orders"
                          labels:
                            strimzi.io/cluster: "my-cluster"
                        spec:
                          authorization:
                            type: simple
                            acls:
                              - resource:
                                  type: topic
                                  name: "Orders_dlt"
                                  patternType: literal
                                operations: [Write, Describe]
                              - resource:
                                  type: group
                                  name: "g \\"quoted\\""
                                  patternType: literal
                                operations: [Read]""");
    }

    @ParameterizedTest
    @CsvSource({
        "orders-retry-1, orders-retry-1",
        "a.b-c, a.b-c",
        "a.-b, a-b-[0-9a-f]{8}",
        "_orders, orders-[0-9a-f]{8}",
        "___, x-[0-9a-f]{8}",
        "Orders, orders-[0-9a-f]{8}"
    })
    void givesResourcesNamesThatKubernetesAllows(String name, String expected) {
        assertThat(StrimziResources.resourceName(name)).matches(expected);
    }

    @Test
    void cutsNamesThatAreTooLong() {
        assertThat(StrimziResources.resourceName("A" + "b".repeat(252))).hasSize(253);
    }

    @Test
    void keepsNamesApartThatKubernetesWouldTakeForTheSame() {
        assertThat(StrimziResources.resourceName("a_b")).isNotEqualTo(StrimziResources.resourceName("a.-b"));
    }
}

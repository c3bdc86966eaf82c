package io.redrive.sample.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.redrive.sample.story.OrderState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Each permission that is documented is needed: without it something is said of it, and nothing is lost. */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(OutputCaptureExtension.class)
class LockedDownClusterIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String[] NO_ORDERS = {"--sample.orders.count=0"};

    @TempDir
    private static Path directory;

    private static SecuredBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = new SecuredBroker(directory);
        broker.grant(Permission.documented());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    @Order(1)
    void withoutCreateTheApplicationDoesNotStartAndSaysWhichTopicIsMissing(CapturedOutput output) {
        for (Permission create : documented(AclOperation.CREATE)) {
            broker.revoke(create);

            Throwable refused =
                    catchThrowable(() -> SecuredSample.start(broker, NO_ORDERS).close());

            assertThat(refused).as(create.name()).isNotNull();
            assertThat(output.getAll().substring(output.getAll().indexOf("APPLICATION FAILED TO START")))
                    .contains("- " + create.name() + " does not exist, and the application may not create it");
            broker.grant(List.of(create));
            SecuredSample.start(broker, NO_ORDERS).close();
            broker.deleteTopics(documented(AclOperation.CREATE).stream()
                    .map(Permission::name)
                    .toList());
        }
    }

    @Test
    @Order(2)
    void withoutDescribeConfigsTopicsAreUsedAsTheyAreWithAWarning(CapturedOutput output) {
        SecuredSample.start(broker, NO_ORDERS).close();
        for (Permission describe : documented(AclOperation.DESCRIBE_CONFIGS)) {
            broker.revoke(describe);
            int before = output.getAll().length();

            try (SecuredSample sample = SecuredSample.start(broker, NO_ORDERS)) {
                String id = "unseen-" + before;
                broker.order(id, "12.01");
                sample.awaitState(id, OrderState.SETTLED);
            }

            assertThat(output.getAll().substring(before))
                    .as(describe.name())
                    .contains("WARN")
                    .contains(describe.name());
            broker.grant(List.of(describe));
        }
    }

    @Test
    @Order(3)
    void whatIsTakenAwayFromARunningApplicationIsToldAndWhenItIsBackNothingIsLost(CapturedOutput output) {
        try (SecuredSample sample = SecuredSample.start(broker, NO_ORDERS)) {
            List<Permission> used = Permission.documented().stream()
                    .filter(Permission::isUsedByRunningListeners)
                    .toList();
            assertThat(used).hasSizeGreaterThan(10);
            List<String> settled = new ArrayList<>();
            List<String> dead = new ArrayList<>();
            for (Permission each : used) {
                String id = "without-" + settled.size();
                broker.revoke(each);
                int before = output.getAll().length();

                broker.order(id + "-fine", "12.50");
                broker.order(id + "-busy", "12.03");
                broker.order(id + "-never", "12.99");
                broker.order(id + "-declined", "12.40");
                settled.addAll(List.of(id + "-fine", id + "-busy"));
                dead.addAll(List.of(id + "-never", id + "-declined"));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(output.getAll().substring(before))
                                .as("%s", each)
                                .contains(
                                        each.type() == ResourceType.GROUP
                                                ? "Not authorized to access group: " + each.name()
                                                : "Not authorized to access topics: [" + each.name() + "]"));

                broker.grant(List.of(each));
                settled.forEach(order -> sample.awaitState(order, OrderState.SETTLED));
                dead.forEach(order -> sample.awaitState(order, OrderState.DEAD));
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(sample.get("/actuator/health")).contains("\"status\":\"UP\""));
        }
    }

    private static List<Permission> documented(AclOperation operation) {
        return Permission.documented().stream()
                .filter(each -> each.redrives() && each.operation() == operation)
                .toList();
    }
}

package io.redrive.sample.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.sample.demo.DemoEnd;
import io.redrive.sample.story.OrderState;
import io.redrive.sample.story.Summary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SecuredClusterIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** All endpoints that can be read as they are; what a heap dump holds is the heap. */
    private static final List<String> ENDPOINTS = List.of(
            "beans",
            "caches",
            "conditions",
            "configprops",
            "env",
            "health",
            "info",
            "loggers",
            "mappings",
            "metrics",
            "prometheus",
            "retrytopics",
            "retrytopics/settlement",
            "sbom",
            "scheduledtasks",
            "threaddump",
            "env/spring.kafka.properties.sasl.jaas.config",
            "env/redrive.signature.key",
            "configprops/redrive");

    @Test
    void theSampleRunsWithExactlyWhatIsDocumentedAndTellsNoPassword(CapturedOutput output, @TempDir Path directory) {
        List<Permission> documented = Permission.documented();
        String signatureKey = "hush-" + "k".repeat(40);
        try (SecuredBroker broker = new SecuredBroker(directory)) {
            broker.grant(documented);
            try (SecuredSample sample = SecuredSample.start(
                    broker,
                    "--sample.orders.count=40",
                    "--sample.orders.interval=10ms",
                    "--redrive.signature.key=" + signatureKey,
                    "--management.endpoints.web.exposure.include=*",
                    // The clients tell their settings, as most applications have them do.
                    "--logging.level.org.apache.kafka.common.config=info",
                    "--logging.level.io.redrive=debug")) {
                // The whole story, as without security.
                DemoEnd end = sample.bean(DemoEnd.class);
                assertThat(end.summary()).succeedsWithin(PATIENCE);
                Summary summary = end.summary().join();
                assertThat(summary.flawless()).isTrue();
                assertThat(summary.settled() + summary.dead()).isEqualTo(40);
                assertThat(broker.granted())
                        .isEqualTo(documented.stream().map(Permission::binding).collect(Collectors.toSet()));
                assertThat(output).doesNotContain("Not authorized");

                // One permission is taken away, told, and given back.
                Permission write = documented.stream()
                        .filter(each -> each.name().endsWith("-retry-1") && each.operation() == AclOperation.WRITE)
                        .findFirst()
                        .orElseThrow();
                broker.revoke(write);
                broker.order("held", "12.01");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(output)
                                .contains("Forwarding to orders-settlement-retry-1 fails")
                                .contains("Not authorized to access topics: [orders-settlement-retry-1]"));
                broker.grant(List.of(write));
                sample.awaitState("held", OrderState.SETTLED);

                // Nothing tells a password or a key.
                assertThat(ENDPOINTS)
                        .allSatisfy(endpoint -> assertThat(sample.get("/actuator/" + endpoint))
                                .as(endpoint)
                                .isNotEmpty()
                                .doesNotContain("hush-")
                                .doesNotContain(Certificates.PASSWORD));
                assertThat(sample.get("/actuator/env")).contains("spring.kafka.properties.sasl.jaas.config", "******");
                assertThat(sample.get("/actuator/configprops/redrive")).contains("******");
            }
            assertThat(output)
                    // Settings were told at all.
                    .contains("sasl.jaas.config = [hidden]")
                    .doesNotContain("hush-")
                    .doesNotContain(Certificates.PASSWORD);
        }
    }
}

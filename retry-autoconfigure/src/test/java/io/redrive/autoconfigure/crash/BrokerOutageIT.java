package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class BrokerOutageIT {

    /** Five seconds each for forwards, for commits and for the producer; Spring's lifecycle allows 30. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private static final int MOST_LINES_PER_MINUTE = 6;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void nothingIsLostOrRunTwiceWhenTheBrokerIsKilledUnderLoadAndComesBackSoon() {
        // given
        try (BrokerProcess broker = BrokerProcess.startIn(directory);
                Scenario scenario =
                        new Scenario(directory, broker, "outage", Duration.ofMillis(500), Duration.ofSeconds(2))) {
            scenario.createMainTopic();
            ChildJvm application = scenario.start("application");
            Scenario.Load load = scenario.sendSteadily(200, number -> number % 5 == 4 ? Script.ALWAYS : number % 5 % 3);
            awaitDeliveries(scenario, 1_500);

            // when
            broker.kill();
            int before = scenario.journal().size();
            awaitTime(Duration.ofSeconds(5));
            broker.start();
            awaitDeliveries(scenario, before + 1_000);
            load.stop();

            // then
            scenario.awaitAllSettled(Duration.ofSeconds(60));
            showsNoHarm(scenario, application, "killed for 5 s");
        }
    }

    @Test
    @Tag("slow")
    void nothingIsLostOrRunTwiceWhenTheBrokerIsDownForLongerThanAForwardWaitsForIt() {
        // given
        try (BrokerProcess broker = BrokerProcess.startIn(directory);
                Scenario scenario =
                        new Scenario(directory, broker, "long-outage", Duration.ofSeconds(1), Duration.ofSeconds(2))) {
            scenario.createMainTopic();
            ChildJvm application = scenario.start("application", "scripted.work=2ms");
            scenario.send(2_000, number -> number % 5 == 4 ? Script.ALWAYS : number % 5 % 3);
            awaitDeliveries(scenario, 1_000);

            // when
            broker.kill();
            // It takes some seconds more to come up.
            awaitTime(Duration.ofSeconds(31));
            broker.start();

            // then
            scenario.awaitAllSettled(Duration.ofSeconds(60));
            showsNoHarm(scenario, application, "killed for more than 31 s");
        }
    }

    @Test
    @Tag("slow")
    void nothingIsLostAndTheStopIsNotHeldUpWhenTheApplicationIsStoppedWhileTheBrokerIsDown() {
        // given
        try (BrokerProcess broker = BrokerProcess.startIn(directory);
                Scenario scenario =
                        new Scenario(directory, broker, "dark", Duration.ofMillis(500), Duration.ofSeconds(2))) {
            scenario.createMainTopic();
            // It cannot leave its group, so that this has to expire.
            ChildJvm stopped = scenario.start("stopped", "spring.kafka.consumer.properties.session.timeout.ms=6000");
            scenario.send(3_000, number -> number % 4);
            awaitDeliveries(scenario, 2_000);

            // when
            broker.kill();
            Duration stop = stopped.terminate(Duration.ofMinutes(1));
            broker.start();
            scenario.start("next");

            // then
            scenario.awaitAllSettled(Duration.ofSeconds(60));
            Evidence evidence = scenario.evidence();
            System.out.println("stopped in " + stop.toMillis() + " ms while the broker is down: " + evidence.summary());
            evidence.showsNoLoss(scenario.sent());
            evidence.showsNothingEarly();
            evidence.showsExactAttempts();
            evidence.showsOneIdPerForward();
            assertThat(stop).isLessThan(LONGEST_STOP);
        }
    }

    private static void showsNoHarm(Scenario scenario, ChildJvm application, String what) {
        Evidence evidence = scenario.evidence();
        List<String> lines = application.output().stream()
                .filter(line ->
                        line.matches("\\S+ (WARN|ERROR) +io\\.redrive\\..*") && !line.contains(" io.redrive.failures "))
                .toList();
        System.out.println(what + ": " + evidence.summary());
        lines.forEach(System.out::println);
        evidence.showsNoLoss(scenario.sent());
        evidence.showsNothingEarly();
        evidence.showsExactAttempts();
        evidence.showsOneIdPerForward();
        assertThat(evidence.repeatedDeliveries()).isEmpty();
        assertThat(lines).hasSizeLessThanOrEqualTo(MOST_LINES_PER_MINUTE);
    }

    private static void awaitDeliveries(Scenario scenario, int lines) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(scenario.journal()).hasSizeGreaterThan(lines));
    }

    private static void awaitTime(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}

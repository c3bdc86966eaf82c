package io.redrive.autoconfigure.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.KafkaRetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

class LateBrokerIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    @Tag("slow")
    void anApplicationStartsWithoutItsBrokerAndListensWhenThatAppears() {
        // given
        try (BrokerProcess broker = BrokerProcess.prepare(directory);
                Scenario scenario =
                        new Scenario(directory, broker, "late", Duration.ofMillis(300), Duration.ofMillis(600))) {
            ChildJvm application = scenario.start("application");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(application.output())
                            .anyMatch(line -> line.contains("Started ScriptedApplication")));

            // when
            broker.start();
            long up = System.nanoTime();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(scenario.cluster.topics())
                            .contains(scenario.mainTopic())
                            .containsAll(scenario.topicsOfForwards()));
            scenario.send(100, number -> number % 4);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(scenario.journal()).isNotEmpty());
            long listening = System.nanoTime();
            scenario.awaitAllSettled(Duration.ofSeconds(60));
            Evidence evidence = scenario.evidence();
            System.out.println("broker up later, first delivery " + (listening - up) / 1_000_000 + " ms after it: "
                    + evidence.summary());
            evidence.showsNoLoss(scenario.sent());
            evidence.showsNothingEarly();
            evidence.showsExactAttempts();
            assertThat(evidence.repeatedDeliveries()).isEmpty();
        }
    }

    @Test
    void aListenerThatComesWhileTheBrokerIsDownListensWhenThatAppears() {
        // given
        try (BrokerProcess broker = BrokerProcess.prepare(directory);
                ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.NONE)
                        .bannerMode(Banner.Mode.OFF)
                        // As arguments, because the broker of the other tests is a system property of this JVM.
                        .run(
                                "--spring.kafka.bootstrap-servers=" + broker.address(),
                                "--spring.kafka.consumer.auto-offset-reset=earliest")) {
            LateListener listener = application.getBean(LateListener.class);
            assertThat(containers(application)).hasSize(2).noneMatch(MessageListenerContainer::isRunning);

            // when
            broker.start();

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(containers(application)).allMatch(MessageListenerContainer::isChildRunning));
            try (Cluster cluster = new Cluster(broker.address())) {
                Cluster.await(cluster.send("late-listener", "bad"));
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(cluster.readAll(List.of("late-listener-late-dlt")))
                                .hasSize(1));
            }
            assertThat(listener.deliveries).hasValue(2);
        }
    }

    private static Collection<MessageListenerContainer> containers(ApplicationContext application) {
        return application.getBean(KafkaListenerEndpointRegistry.class).getListenerContainers();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        @Lazy
        LateListener late() {
            return new LateListener();
        }
    }

    static class LateListener {

        private final AtomicInteger deliveries = new AtomicInteger();

        @KafkaListener(id = "late", topics = "late-listener")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(String value) {
            deliveries.incrementAndGet();
            throw new IllegalStateException("no good");
        }
    }
}

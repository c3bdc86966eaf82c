package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.redrive.KafkaRetry;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;

class ObservationIT {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void observesEachDeliveryOnceAndKeepsItsTrace() {
        // given
        TestBroker.createTopic("observed", 1);
        try (TestApp app = TestApp.start(
                List.of(Listener.class, Observing.class),
                "topic=observed",
                "spring.kafka.listener.observation-enabled=true")) {
            // when
            List.of("good", "bad")
                    .forEach(value -> TestBroker.send(new ProducerRecord<>(
                            "observed",
                            null,
                            (byte[]) null,
                            RetryHeaders.bytes(value),
                            List.of(new RecordHeader("traceparent", RetryHeaders.bytes(TRACE))))));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("observed-g-dlt")).isEqualTo(1));
            TestApp.eventually(() -> assertThat(app.bean(Observing.class).handler.events)
                    .containsExactly(
                            "start observed",
                            "open observed",
                            "stop observed",
                            "close observed",
                            "start observed",
                            "open observed",
                            "error observed",
                            "stop observed",
                            "close observed",
                            "start observed-g-retry-1",
                            "open observed-g-retry-1",
                            "error observed-g-retry-1",
                            "stop observed-g-retry-1",
                            "close observed-g-retry-1"));
            assertThat(app.bean(Listener.class).observed).hasSize(3).containsOnly("spring.kafka.listener");
            assertThat(RetryHeaders.users(TestBroker.readOnly("observed-g-dlt").headers()))
                    .as("the trace, once")
                    .containsExactly("traceparent=" + RetryHeaders.hex(RetryHeaders.bytes(TRACE)));
            app.verify();
        }
    }

    @Test
    void timesEachDelivery() {
        // given
        TestBroker.createTopic("timed", 1);
        try (TestApp app = TestApp.start(List.of(Listener.class, Metering.class), "topic=timed")) {
            // when
            List.of("good", "bad").forEach(value -> TestBroker.send("timed", value));

            // then
            TestApp.eventually(() -> assertThat(TestBroker.count("timed-g-dlt")).isEqualTo(1));
            TestApp.eventually(() -> {
                assertThat(timed(app, "observed-0", "success")).isEqualTo(1);
                assertThat(timed(app, "observed-0", "failure")).isEqualTo(1);
                assertThat(timed(app, "observed-retry-0", "success")).isZero();
                assertThat(timed(app, "observed-retry-0", "failure")).isEqualTo(1);
            });
            app.verify();
        }
    }

    private static long timed(TestApp app, String container, String result) {
        return app
                .bean(MeterRegistry.class)
                .find("spring.kafka.listener")
                .tag("name", container)
                .tag("result", result)
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Configuration(proxyBeanMethods = false)
    static class Observing {

        private final Handler handler = new Handler();

        @Bean
        ObservationRegistry observationRegistry() {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(handler);
            return registry;
        }
    }

    /** Notes what happens to the observations of deliveries. */
    static class Handler implements ObservationHandler<KafkaRecordReceiverContext> {

        private final Queue<String> events = new ConcurrentLinkedQueue<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof KafkaRecordReceiverContext;
        }

        @Override
        public void onStart(KafkaRecordReceiverContext context) {
            add("start", context);
        }

        @Override
        public void onScopeOpened(KafkaRecordReceiverContext context) {
            add("open", context);
        }

        @Override
        public void onError(KafkaRecordReceiverContext context) {
            add("error", context);
        }

        @Override
        public void onScopeClosed(KafkaRecordReceiverContext context) {
            add("close", context);
        }

        @Override
        public void onStop(KafkaRecordReceiverContext context) {
            add("stop", context);
        }

        private void add(String what, KafkaRecordReceiverContext context) {
            events.add(what + " " + context.getSource());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Metering {

        @Bean
        SimpleMeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }
    }

    static class Listener extends Failing {

        private final ObservationRegistry registry;
        private final Queue<String> observed = new ConcurrentLinkedQueue<>();

        Listener(Journal journal, ObservationRegistry registry) {
            super(journal);
            this.registry = registry;
        }

        @KafkaListener(id = "observed", topics = "${topic}", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "200ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            Observation current = registry.getCurrentObservation();
            observed.add(
                    current == null
                            ? "none"
                            : String.valueOf(current.getContext().getName()));
            failOnBad(record);
        }
    }
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValues;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.redrive.KafkaRetry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.micrometer.KafkaListenerObservation.DefaultKafkaListenerObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaListenerObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;
import org.springframework.kafka.support.micrometer.KafkaRecordSenderContext;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservation.DefaultKafkaTemplateObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservationConvention;

class TracingIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String TRACE_PARENT = "00-" + TRACE + "-" + PARENT + "-01";

    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of("traced", "traced-later", "traced-waiting", "traced-poison", "traced-hostile")
                .forEach(topic -> TestBroker.createTopic(topic, 1));
        app = TestApp.start(
                List.of(Listeners.class, Traces.class, Conventions.class, Producers.class),
                "management.endpoints.web.exposure.include=retrytopics",
                "spring.kafka.listener.observation-enabled=true",
                "spring.kafka.template.observation-enabled=true");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void aRecordIsOneTraceFromItsFirstAttemptToTheHandlerOfDeadLetters() {
        // when
        TestBroker.send("traced", "bad untraced");

        // then
        TestApp.eventually(() -> assertThat(seen()).containsKey("dead bad untraced"));
        String trace = Traces.traceId(seen().get("bad untraced 2"));
        TestApp.eventually(() -> assertThat(traces().open()).isZero());
        assertThat(chain(trace))
                .containsExactly(
                        "my listener traced",
                        "my template traced-g-retry-1",
                        "my listener traced-g-retry-1",
                        "my template traced-g-dlt",
                        "my listener traced-g-dlt");
        assertThat(headers(TestBroker.readAll("traced-g-dlt").get(0).headers())).hasSize(1);
    }

    @Test
    void aTraceThatBeganElsewhereGoesOn() {
        // when
        send("traced", "bad traced");

        // then
        TestApp.eventually(() -> assertThat(seen()).containsKey("dead bad traced"));
        TestApp.eventually(() -> assertThat(traces().spans(TRACE)).hasSize(5));
        assertThat(traces().spans(TRACE).get(0).context().parentId()).isEqualTo(PARENT);
        chain(TRACE);
    }

    @Test
    void aListenerThatFailsLaterIsOneTraceAsWell() {
        // when
        TestBroker.send("traced-later", "bad later");

        // then
        TestApp.eventually(() -> assertThat(seen()).containsKey("dead bad later"));
        String trace = Traces.traceId(
                headers(TestBroker.readOnly("traced-later-g-dlt").headers()).get(0));
        TestApp.eventually(() -> assertThat(traces().open()).isZero());
        assertThat(chain(trace))
                .containsExactly(
                        "my listener traced-later",
                        "my template traced-later-g-retry-1",
                        "my listener traced-later-g-retry-1",
                        "my template traced-later-g-dlt",
                        "my listener traced-later-g-dlt");
    }

    @Test
    void nothingIsObservedWhileRecordsWait() {
        // given
        app.bean(Producers.class).fail("traced-waiting-g-retry", Producers.Fault.TIMES_OUT);

        // when
        TestBroker.send("traced-waiting", "bad 1");

        // then
        TestApp.eventually(() -> assertThat(app.bean(RetryTopicsEndpoint.class)
                        .retryTopics()
                        .listeners()
                        .get("traced-waiting")
                        .failingForwards())
                .isNotEmpty());
        TestApp.eventually(() -> assertThat(traces().open())
                .as("while its forward is sent again and again")
                .isZero());

        // when
        app.bean(Producers.class).heal();

        // then
        TestApp.eventually(
                () -> assertThat(TestBroker.count("traced-waiting-g-retry-1")).isEqualTo(1));
        TestApp.eventually(
                () -> assertThat(traces().open()).as("while it waits for hours").isZero());
    }

    @Test
    void whatCannotBeDeserializedKeepsTheTraceItCameWith() {
        // when
        send("traced-poison", "no number");

        // then
        TestApp.eventually(
                () -> assertThat(TestBroker.count("traced-poison-g-dlt")).isEqualTo(1));
        assertThat(headers(TestBroker.readOnly("traced-poison-g-dlt").headers()))
                .containsExactly(TRACE_PARENT);
    }

    @Test
    void aRecordGoesOnWhenItsForwardCannotBeObserved() {
        // when
        send("traced-hostile", "bad");

        // then
        TestApp.eventually(
                () -> assertThat(TestBroker.count("traced-hostile-g-dlt")).isEqualTo(1));
    }

    /** Returns what the spans of a trace are called, after seeing that each but the first is the child of the one before. */
    private static List<String> chain(String trace) {
        List<SimpleSpan> spans = traces().spans(trace);
        IntStream.range(1, spans.size())
                .forEach(i -> assertThat(spans.get(i).context().parentId())
                        .as(spans.get(i).getName())
                        .isEqualTo(spans.get(i - 1).context().spanId()));
        return spans.stream().map(SimpleSpan::getName).toList();
    }

    private static void send(String topic, String value) {
        TestBroker.send(new ProducerRecord<>(
                topic,
                null,
                (byte[]) null,
                RetryHeaders.bytes(value),
                List.of(new RecordHeader("traceparent", RetryHeaders.bytes(TRACE_PARENT)))));
    }

    private static List<String> headers(Headers headers) {
        return headers.headers("traceparent").iterator().hasNext()
                ? RetryHeaders.users(headers).stream()
                        .filter(each -> each.startsWith("traceparent="))
                        .map(each -> RetryHeaders.text(headers, "traceparent"))
                        .toList()
                : List.of();
    }

    private static Traces traces() {
        return app.bean(Traces.class);
    }

    private static Map<String, String> seen() {
        return app.bean(Listeners.class).seen;
    }

    @Configuration(proxyBeanMethods = false)
    static class Conventions {

        @Bean
        KafkaListenerObservationConvention listenerConvention() {
            return new DefaultKafkaListenerObservationConvention() {
                @Override
                public String getContextualName(KafkaRecordReceiverContext context) {
                    return "my listener " + context.getSource();
                }
            };
        }

        @Bean
        KafkaTemplateObservationConvention templateConvention() {
            return new DefaultKafkaTemplateObservationConvention() {
                @Override
                public String getContextualName(KafkaRecordSenderContext context) {
                    return "my template " + context.getDestination();
                }

                @Override
                public KeyValues getLowCardinalityKeyValues(KafkaRecordSenderContext context) {
                    if (context.getDestination().startsWith("traced-hostile")) {
                        throw new IllegalStateException("not this one");
                    }
                    return super.getLowCardinalityKeyValues(context);
                }
            };
        }
    }

    static class Listeners {

        /** The trace header of what was delivered, by value and attempt. */
        private final Map<String, String> seen = new ConcurrentHashMap<>();

        @KafkaListener(id = "traced", topics = "traced", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void traced(ConsumerRecord<String, String> record) {
            String header = RetryHeaders.text(record.headers(), "traceparent");
            seen.put(
                    record.value() + " " + RetryHeaders.attempt(record.headers(), 1), header == null ? "none" : header);
            fail();
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            seen.put("dead " + record.value(), RetryHeaders.text(record.headers(), "traceparent"));
        }

        @KafkaListener(id = "traced-later", topics = "traced-later", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        CompletableFuture<Void> later(String value) {
            return CompletableFuture.runAsync(Listeners::fail);
        }

        @KafkaListener(id = "traced-waiting", topics = "traced-waiting", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "1h")
        void waiting(String value) {
            fail();
        }

        @KafkaListener(
                id = "traced-poison",
                topics = "traced-poison",
                groupId = "g",
                properties = "value.deserializer=org.apache.kafka.common.serialization.LongDeserializer")
        @KafkaRetry
        void poison(Long value) {}

        @KafkaListener(id = "traced-hostile", topics = "traced-hostile", groupId = "g")
        @KafkaRetry(attempts = "1")
        void hostile(String value) {
            fail();
        }

        private static void fail() {
            throw new IllegalStateException("no good");
        }
    }
}

package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AliasFor;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.messaging.handler.annotation.Header;

class ClassLevelListenerIT {

    @BeforeAll
    static void createTopics() {
        List.of("class-ours", "class-springs", "class-composed", "class-several")
                .forEach(topic -> TestBroker.createTopic(topic, 2));
    }

    @Test
    void retriesEachRecordWithTheHandlerOfItsPayload() {
        // given
        try (TestApp app = TestApp.start(List.of(Ours.class, Springs.class), VALUES)) {
            // when
            for (String topic : List.of("class-ours", "class-springs")) {
                TestBroker.send(topic, "text");
                TestBroker.send(topic, "12");
                TestBroker.send(topic, "1.5");
            }

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(Ours.class).dead).containsExactlyInAnyOrder("text", "12", "1.5");
                assertThat(app.bean(Springs.class).dead).containsExactlyInAnyOrder("text", "12", "1.5");
            });
            for (Handling handling : List.of(app.bean(Ours.class), app.bean(Springs.class))) {
                assertThat(handling.handled)
                        .containsExactlyInAnyOrder(
                                "text text 1",
                                "text text 2",
                                "number 12 1",
                                "number 12 2",
                                "something 1.5 1",
                                "something 1.5 2");
            }
            assertThat(app.containerIds())
                    .containsExactly(
                            "class-ours",
                            "class-ours-dlt",
                            "class-ours-retry",
                            "class-springs",
                            "class-springs-dlt",
                            "class-springs-retry");
            assertThat(app.container("class-springs-retry").getGroupId()).isEqualTo("class-springs-retry");
            assertThat(TestBroker.count("class-ours-class-ours-retry-1")).isEqualTo(3);
            assertThat(TestBroker.count("class-springs-retry")).isEqualTo(3);
        }
    }

    @Test
    void findsAnnotationsThroughOthersOnMethodsAndClasses() {
        // given
        try (TestApp app = TestApp.start(List.of(ComposedOnClass.class, ComposedOnMethods.class), VALUES)) {
            // when
            TestBroker.send("class-composed", "text");
            TestBroker.send("class-several", "one");

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(ComposedOnClass.class).dead).containsExactly("text");
                assertThat(app.bean(ComposedOnMethods.class).dead).containsExactly("one", "one", "one");
            });
            assertThat(app.bean(ComposedOnClass.class).handled)
                    .containsExactly("text text 1", "text text 2", "text text 3", "text text 4");
            assertThat(app.bean(ComposedOnMethods.class).handled)
                    .containsExactlyInAnyOrder(
                            "first one 1",
                            "first one 2",
                            "first one 3",
                            "second one 1",
                            "second one 2",
                            "springs one 1",
                            "springs one 2");
            assertThat(TestBroker.topics())
                    .contains(
                            "class-several-first-retry-1",
                            "class-several-first-dlt",
                            "class-several-second-retry-1",
                            "class-several-second-dlt",
                            "class-several-again",
                            "class-several-dlt");
        }
    }

    private static final String VALUES =
            "spring.kafka.consumer.value-deserializer=" + NumberOrTextDeserializer.class.getName();

    /** Notes what its methods are called with. */
    abstract static class Handling {

        final Queue<String> handled = new ConcurrentLinkedQueue<>();
        final Queue<String> dead = new ConcurrentLinkedQueue<>();

        void fail(String method, Object payload, byte[] attempt) {
            handled.add(method + " " + payload + " "
                    + (attempt == null ? 1 : ByteBuffer.wrap(attempt).getInt()));
            throw new IllegalStateException("no good");
        }

        @DltHandler
        void dead(ConsumerRecord<?, ?> record) {
            dead.add(String.valueOf(record.value()));
        }
    }

    @KafkaListener(id = "class-ours", topics = "class-ours")
    @KafkaRetry(attempts = "2", delay = "100ms")
    static class Ours extends Handling {

        @KafkaHandler
        void text(String text, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("text", text, attempt);
        }

        @KafkaHandler
        void number(Integer number, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("number", number, attempt);
        }

        @KafkaHandler(isDefault = true)
        void something(Object any, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("something", any, attempt);
        }
    }

    @KafkaListener(id = "class-springs", topics = "class-springs")
    @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 100))
    static class Springs extends Handling {

        @KafkaHandler
        void text(String text, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("text", text, attempt);
        }

        @KafkaHandler
        void number(Integer number, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("number", number, attempt);
        }

        @KafkaHandler(isDefault = true)
        void something(Object any, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("something", any, attempt);
        }
    }

    @KafkaRetry(delay = "60ms")
    @Retention(RetentionPolicy.RUNTIME)
    @interface OurRetries {

        @AliasFor(annotation = KafkaRetry.class, attribute = "attempts")
        String value() default "3";
    }

    @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 60))
    @Retention(RetentionPolicy.RUNTIME)
    @interface SpringsRetries {

        @AliasFor(annotation = RetryableTopic.class, attribute = "retryTopicSuffix")
        String suffix() default "-never";
    }

    /** Listener and retries in one annotation. */
    @KafkaListener(topics = "class-composed")
    @OurRetries("4")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Composed {

        @AliasFor(annotation = KafkaListener.class, attribute = "id")
        String id();
    }

    @Composed(id = "class-composed")
    static class ComposedOnClass extends Handling {

        @KafkaHandler
        void text(String text, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("text", text, attempt);
        }
    }

    static class ComposedOnMethods extends Handling {

        @KafkaListener(id = "first", topics = "class-several")
        @OurRetries
        void first(String text, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("first", text, attempt);
        }

        @KafkaListener(id = "second", topics = "class-several")
        @OurRetries("2")
        void second(String text, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("second", text, attempt);
        }

        @KafkaListener(id = "third", topics = "class-several")
        @SpringsRetries(suffix = "-again")
        void springs(String text, @Header(name = RetryHeaders.ATTEMPTS, required = false) byte[] attempt) {
            fail("springs", text, attempt);
        }
    }

    /** Makes numbers of what looks like them. */
    public static final class NumberOrTextDeserializer
            implements org.apache.kafka.common.serialization.Deserializer<Object> {

        @Override
        public Object deserialize(String topic, byte[] data) {
            String text = new String(data, java.nio.charset.StandardCharsets.UTF_8);
            if (text.matches("\\d+")) {
                return Integer.valueOf(text);
            }
            return text.matches("[\\d.]+") ? (Object) Double.valueOf(text) : text;
        }
    }
}

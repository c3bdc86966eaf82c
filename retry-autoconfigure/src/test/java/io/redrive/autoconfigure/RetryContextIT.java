package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.RecordFailure;
import io.redrive.RetryContext;
import io.redrive.autoconfigure.RetryHeaders.Origin;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.KafkaListenerConfigurer;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.adapter.ConsumerRecordMetadata;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.converter.MessagingMessageConverter;
import org.springframework.kafka.support.converter.RecordMessageConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

class RetryContextIT {

    private static final RecordFailure NO_GOOD = new RecordFailure(IllegalStateException.class.getName(), "no good");
    private static final long IN_2099 = 4_070_908_800_000L;

    @Test
    void tellsListenersAndDeadLetterHandlersWhereARecordStands() {
        // given
        List.of("context", "s-context").forEach(topic -> TestBroker.createTopic(topic, 1));
        try (TestApp app = TestApp.start(List.of(Listener.class, SpringsListener.class))) {
            Instant before = Instant.now();

            // when
            TestBroker.send("context", "first");
            TestBroker.send("context", "bad");
            TestBroker.send("s-context", "bad");

            // then
            TestApp.eventually(() -> {
                assertThat(app.bean(Listener.class).dead).hasSize(2);
                assertThat(app.bean(SpringsListener.class).dead).hasSize(1);
            });
            assertStory(app.bean(Listener.class).of("bad"), "context", 1, before);
            assertStory(app.bean(SpringsListener.class).seen.stream().toList(), "s-context", 0, before);
            RetryContext dead = app.bean(SpringsListener.class).dead.element();
            assertThat(dead.attempt()).isEqualTo(3);
            assertThat(dead.isLastAttempt()).isTrue();
            assertThat(dead.dueTime()).isNull();
            assertThat(dead.lastFailure()).isEqualTo(NO_GOOD);
            assertThat(dead.firstFailure())
                    .isEqualTo(app.bean(SpringsListener.class).seen.stream()
                            .toList()
                            .get(1)
                            .firstFailure());
        }
    }

    @Test
    void believesNothingThatIsWrittenOnAMainTopic() {
        // given
        TestBroker.createTopic("context-forged", 1);
        List<Header> forged = RetryHeaders.valid(7, IN_2099, new Origin("elsewhere", 9, 99));
        forged.add(new RecordHeader(RetryHeaders.FIRST_FAILURE, RetryHeaders.shortest(1)));
        forged.add(new RecordHeader(RetryHeaders.CAUSE, RetryHeaders.bytes("a.Lie")));
        try (TestApp app = TestApp.start(ForgedListener.class)) {
            Instant before = Instant.now();

            // when
            TestBroker.send(new ProducerRecord<>("context-forged", 0, new byte[0], RetryHeaders.bytes("bad"), forged));

            // then
            TestApp.eventually(
                    () -> assertThat(app.bean(ForgedListener.class).seen).hasSize(3));
            assertStory(app.bean(ForgedListener.class).seen.stream().toList(), "context-forged", 0, before);
        }
    }

    @Test
    void worksBesideArgumentResolversConvertersAndMetadataOfTheApplication() {
        // given
        TestBroker.createTopic("context-order", 1);
        try (TestApp app = TestApp.start(List.of(Resolvers.class, Converter.class, OrderListener.class))) {
            // when
            TestBroker.send("context-order", "4711");

            // then
            TestApp.eventually(() -> assertThat(app.bean(OrderListener.class).seen)
                    .containsExactly(
                            "Order[number=4711] 1 by nobody at context-order manually",
                            "Order[number=4711] 2 by nobody at context-order-g-retry-1 manually"));
            TestApp.eventually(() -> assertThat(TestBroker.committed("g-retry", "context-order-g-retry-1"))
                    .containsValue(1L));
        }
    }

    @Test
    void tellsHandlersOfAListenerClass() {
        // given
        TestBroker.createTopic("context-class", 1);
        try (TestApp app = TestApp.start(ClassListener.class)) {
            // when
            TestBroker.send("context-class", "bad");

            // then
            TestApp.eventually(
                    () -> assertThat(app.bean(ClassListener.class).seen).containsExactly("bad 1 of 2", "bad 2 of 2"));
        }
    }

    @Test
    void worksWithAHandlerMethodFactoryOfTheApplication() {
        // given
        TestBroker.createTopic("context-factory", 1);
        try (TestApp app = TestApp.start(List.of(OwnFactory.class, FactoryListener.class))) {
            // when
            TestBroker.send("context-factory", "any");

            // then
            TestApp.eventually(
                    () -> assertThat(app.bean(FactoryListener.class).seen).containsExactly("from the factory 1"));
        }
    }

    @Test
    void tellsAPlainListenerWhyItHasNone() {
        // given
        TestBroker.createTopic("context-plain", 1);
        try (TestApp app = TestApp.start(List.of(ErrorCollector.class, PlainListener.class))) {
            // when
            TestBroker.send("context-plain", "any");

            // then
            TestApp.eventually(() -> assertThat(app.bean(ErrorCollector.class).causes)
                    .singleElement()
                    .satisfies(cause -> assertThat(cause)
                            .contains("only listeners that are retried by Redrive have a RetryContext")));
        }
    }

    private static void assertStory(List<RetryContext> contexts, String topic, long offset, Instant before) {
        assertThat(contexts).hasSize(3).allSatisfy(context -> {
            assertThat(context.listenerId()).isEqualTo(topic);
            assertThat(context.maxAttempts()).isEqualTo(3);
            assertThat(context.originTopic()).isEqualTo(topic);
            assertThat(context.originPartition()).isZero();
            assertThat(context.originOffset()).isEqualTo(offset);
        });
        assertThat(contexts).extracting(RetryContext::attempt).containsExactly(1, 2, 3);
        assertThat(contexts).extracting(RetryContext::isLastAttempt).containsExactly(false, false, true);
        assertThat(contexts).extracting(RetryContext::lastFailure).containsExactly(null, NO_GOOD, NO_GOOD);
        assertThat(contexts.get(0).firstFailure()).isNull();
        assertThat(contexts.get(0).dueTime()).isNull();
        Instant firstFailure = contexts.get(1).firstFailure();
        assertThat(firstFailure)
                .isAfterOrEqualTo(before.minusMillis(1))
                .isBefore(contexts.get(1).dueTime());
        assertThat(contexts.get(2).firstFailure()).isEqualTo(firstFailure);
        assertThat(contexts.get(2).dueTime()).isAfter(contexts.get(1).dueTime());
    }

    static class Listener {

        private final Queue<ConsumerRecord<String, String>> records = new ConcurrentLinkedQueue<>();
        private final Queue<RetryContext> seen = new ConcurrentLinkedQueue<>();
        private final Queue<RetryContext> dead = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "context", topics = "context", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void listen(ConsumerRecord<String, String> record, RetryContext context) {
            records.add(record);
            seen.add(context);
            throw new IllegalStateException("no good");
        }

        @DltHandler
        void dead(String value, RetryContext context) {
            dead.add(context);
        }

        List<RetryContext> of(String value) {
            List<ConsumerRecord<String, String>> all = List.copyOf(records);
            List<RetryContext> contexts = List.copyOf(seen);
            return contexts.stream()
                    .filter(each -> all.get(contexts.indexOf(each)).value().equals(value))
                    .toList();
        }
    }

    static class SpringsListener {

        private final Queue<RetryContext> seen = new ConcurrentLinkedQueue<>();
        private final Queue<RetryContext> dead = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "s-context", topics = "s-context", groupId = "sg")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 100, multiplier = 2))
        void listen(String value, RetryContext context) {
            seen.add(context);
            throw new IllegalStateException("no good");
        }

        @DltHandler
        void dead(String value, RetryContext context) {
            dead.add(context);
        }
    }

    static class ForgedListener {

        private final Queue<RetryContext> seen = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "context-forged", topics = "context-forged", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void listen(String value, RetryContext context) {
            seen.add(context);
            throw new IllegalStateException("no good");
        }
    }

    @KafkaListener(id = "context-class", topics = "context-class", groupId = "cg")
    @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 100))
    static class ClassListener {

        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @KafkaHandler
        void number(Integer number, RetryContext context) {
            throw new IllegalStateException("is never called");
        }

        @KafkaHandler
        void text(String text, RetryContext context) {
            seen.add(text + " " + context.attempt() + " of " + context.maxAttempts());
            throw new IllegalStateException("no good");
        }
    }

    record Order(String number) {}

    record Caller(String name) {}

    static class OrderListener {

        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "context-order", topics = "context-order", groupId = "g", ackMode = "MANUAL")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void listen(
                Order order,
                RetryContext context,
                Caller caller,
                ConsumerRecordMetadata metadata,
                Acknowledgment acknowledgment) {
            seen.add(order + " " + context.attempt() + " by " + caller.name() + " at " + metadata.topic()
                    + (acknowledgment == null ? "" : " manually"));
            if (context.attempt() == 1) {
                throw new IllegalStateException("no good");
            }
            acknowledgment.acknowledge();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Resolvers implements KafkaListenerConfigurer, HandlerMethodArgumentResolver {

        @Override
        public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
            registrar.setCustomMethodArgumentResolvers(this);
        }

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public Object resolveArgument(MethodParameter parameter, Message<?> message) {
            return new Caller("nobody");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Converter {

        /** Knows one type, and fails on any other that spring-kafka takes for the payload's. */
        @Bean
        RecordMessageConverter orders() {
            return new MessagingMessageConverter() {
                @Override
                protected Object extractAndConvertValue(ConsumerRecord<?, ?> record, Type type) {
                    assertThat(type).isEqualTo(Order.class);
                    return new Order((String) record.value());
                }
            };
        }
    }

    static class FactoryListener {

        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @KafkaListener(id = "context-factory", topics = "context-factory", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(Caller caller, RetryContext context) {
            seen.add(caller.name() + " " + context.attempt());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFactory implements KafkaListenerConfigurer {

        @Override
        public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
            DefaultMessageHandlerMethodFactory factory = new DefaultMessageHandlerMethodFactory();
            factory.setCustomArgumentResolvers(List.of(new HandlerMethodArgumentResolver() {
                @Override
                public boolean supportsParameter(MethodParameter parameter) {
                    return parameter.getParameterType() == Caller.class;
                }

                @Override
                public Object resolveArgument(MethodParameter parameter, Message<?> message) {
                    return new Caller("from the factory");
                }
            }));
            factory.afterPropertiesSet();
            registrar.setMessageHandlerMethodFactory(factory);
        }
    }

    static class PlainListener {

        @KafkaListener(id = "context-plain", topics = "context-plain", groupId = "g")
        void listen(String value, RetryContext context) {
            throw new IllegalStateException("is never called");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ErrorCollector {

        private final Queue<String> causes = new ConcurrentLinkedQueue<>();

        @Bean
        CommonErrorHandler collecting() {
            return new DefaultErrorHandler((record, failure) -> causes.add(stackOf(failure)));
        }

        private static String stackOf(Throwable failure) {
            return failure.getCause() == null ? failure.toString() : failure + "\n" + stackOf(failure.getCause());
        }
    }
}

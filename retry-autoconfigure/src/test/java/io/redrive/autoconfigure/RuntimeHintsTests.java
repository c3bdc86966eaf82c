package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.listener.DeadLetterLog;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLTransientException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.adapter.AbstractFilteringMessageListener;
import org.springframework.kafka.listener.adapter.BatchMessagingMessageListenerAdapter;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;

class RuntimeHintsTests {

    private static RuntimeHints hints;

    @BeforeAll
    static void processAheadOfTime() {
        hints = hints(
                "redrive.defaults.exclude=java.net.ConnectException",
                "redrive.listeners.plain.include=java.sql.SQLTransientException",
                "redrive.listeners.plain.dead-letters.by-exception.timeout=java.net.SocketTimeoutException",
                "redrive.listeners.annotated=");
    }

    @Test
    void coverListenerMethods() {
        assertInvocable(Listeners.class, "annotated");
        assertInvocable(Listeners.class, "springs");
        assertInvocable(Listeners.class, "plain");
    }

    @Test
    void coverHandlersOfDeadLettersWithTheirPayload() {
        assertInvocable(Listeners.class, "dead");
        assertThat(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(Order.class.getDeclaredConstructors()[0]))
                .accepts(hints);
        assertInvocable(DeadLetterLog.class, "onDeadLetter");
    }

    @Test
    void coverExceptionsThatAreNamedAsText() {
        assertThat(RuntimeHintsPredicates.reflection().onType(ConnectException.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(SQLTransientException.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(SocketTimeoutException.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(FileNotFoundException.class))
                .accepts(hints);
    }

    @Test
    void coverWhatSpringKafkaCannotBeAskedFor() {
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(MethodKafkaListenerEndpoint.class, "errorHandler"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onFieldAccess(AbstractFilteringMessageListener.class, "recordFilterStrategy"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onFieldAccess(BatchMessagingMessageListenerAdapter.class, "batchToRecordAdapter"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(KafkaTemplate.class, "observationRegistry"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(KafkaTemplate.class, "observationConvention"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(KafkaTemplate.class, "beanName"))
                .accepts(hints);
    }

    @Test
    void coverWhatTheConfigurationOfSpringKafkaIsAskedFor() {
        for (String method :
                List.of("configureBlockingRetries", "manageNonBlockingFatalExceptions", "configureCustomizers")) {
            assertInvocable(RetryTopicConfigurationSupport.class, method);
        }
    }

    @Test
    void coverWhatConsumersAreMadeOf() throws Exception {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(ByteBufferDeserializer.class.getConstructor()))
                .accepts(hints);
    }

    @Test
    void coverTheStandInForATemplate() {
        assertThat(RuntimeHintsPredicates.proxies().forInterfaces(KafkaOperations.class))
                .accepts(hints);
    }

    @Test
    void areProcessedAlsoWhereRedriveIsSwitchedOff() {
        assertThat(RuntimeHintsPredicates.reflection().onType(ConnectException.class))
                .rejects(hints("redrive.enabled=false", "redrive.defaults.exclude=java.net.ConnectException"));
    }

    private static void assertInvocable(Class<?> type, String method) {
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(type, method))
                .as(method)
                .accepts(hints);
    }

    private static RuntimeHints hints(String... properties) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(properties).applyTo(context);
            context.register(Application.class, Listeners.class);
            DefaultGenerationContext generation = new DefaultGenerationContext(
                    new ClassNameGenerator(ClassName.get(Application.class)), new InMemoryGeneratedFiles());
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            return generation.getRuntimeHints();
        }
    }

    @ImportAutoConfiguration({
        KafkaAutoConfiguration.class,
        RedriveAutoConfiguration.class,
        RedriveOffAutoConfiguration.class
    })
    static class Application {}

    record Order(String id) {}

    static class Listeners {

        @KafkaListener(id = "annotated", topics = "hints")
        @KafkaRetry
        void annotated(ConsumerRecord<String, String> record) {}

        @KafkaListener(id = "springs", topics = "hints")
        @RetryableTopic(excludeNames = "java.io.FileNotFoundException, com.example.Absent")
        void springs(ConsumerRecord<String, String> record) {}

        @KafkaListener(id = "plain", topics = "hints")
        void plain(ConsumerRecord<String, String> record) {}

        @DltHandler
        void dead(Order order) {}
    }
}

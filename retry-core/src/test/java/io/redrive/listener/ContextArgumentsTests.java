package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.RedriveConfigurationException;
import io.redrive.RetryContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

class ContextArgumentsTests {

    private final DefaultMessageHandlerMethodFactory applications = new DefaultMessageHandlerMethodFactory();
    private final MethodKafkaListenerEndpoint<Object, Object> endpoint = new MethodKafkaListenerEndpoint<>();
    private final ContextArguments arguments = new ContextArguments(applications, endpoint);

    @BeforeEach
    void initialize() {
        applications.afterPropertiesSet();
    }

    @Test
    void aMethodThatAsksForNoContextIsTheApplicationsOwn() {
        assertThat(made("without").getClass()).isEqualTo(InvocableHandlerMethod.class);
        assertThat(made("behind").getClass()).isNotEqualTo(InvocableHandlerMethod.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"behind", "withRecord", "beforeMarkedPayload", "beforeHeader", "alone"})
    void aContextMayStandWhereItCannotBeTakenForThePayload(String name) {
        assertThatCode(() -> made(name)).doesNotThrowAnyException();
    }

    @Test
    void aContextBeforeThePayloadIsRefused() {
        assertThatThrownBy(() -> made("before"))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("Methods.before()")
                .hasMessageContaining("before its payload");
    }

    @Test
    void aBatchHasNoContext() {
        endpoint.setBatchListener(true);

        assertThatThrownBy(() -> made("batch"))
                .isInstanceOf(RedriveConfigurationException.class)
                .hasMessageContaining("Methods.batch()")
                .hasMessageContaining("batch listener");
        assertThatCode(() -> made("without")).doesNotThrowAnyException();
    }

    private InvocableHandlerMethod made(String name) {
        Method method = Arrays.stream(Methods.class.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return arguments.createInvocableHandlerMethod(new Methods(), method);
    }

    static class Methods {

        void without(String value) {}

        void behind(String value, RetryContext context) {}

        void before(RetryContext context, String value) {}

        void beforeMarkedPayload(RetryContext context, @Payload String value) {}

        void beforeHeader(RetryContext context, @Header("name") String header) {}

        void withRecord(ConsumerRecord<String, String> record, RetryContext context, Acknowledgment acknowledgment) {}

        void alone(RetryContext context) {}

        void batch(List<String> values, RetryContext context) {}
    }
}

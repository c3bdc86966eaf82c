package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.listener.adapter.KafkaMessageHandlerMethodFactory;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.GenericMessage;

class BareFailuresTests {

    private final BareFailures failures = new BareFailures(new DefaultMessageHandlerMethodFactory());

    @Test
    void carryWhatTheListenerHasThrownAndNoStackOfTheirOwn() throws Exception {
        IOException thrown = new IOException("disk");
        InvocableHandlerMethod method = method(thrown);

        failures.begin();

        assertThatThrownBy(() -> method.invoke(new GenericMessage<>("payload")))
                .isInstanceOfSatisfying(BareFailure.class, bare -> {
                    assertThat(bare.failure()).isSameAs(thrown);
                    assertThat(bare.getStackTrace()).isEmpty();
                });
    }

    @Test
    void areNotMadeWhereSomebodyLooksAtTheFailure() throws Exception {
        IOException thrown = new IOException("disk");

        assertThatThrownBy(() -> method(thrown).invoke(new GenericMessage<>("payload")))
                .isSameAs(thrown);
    }

    @Test
    void areNotMadeOfWhatTheAdapterExplains() throws Exception {
        MessagingException unconverted = new MessagingException("no order");
        failures.begin();

        assertThatThrownBy(() -> method(unconverted).invoke(new GenericMessage<>("payload")))
                .isSameAs(unconverted);
    }

    @Test
    void ofSpringKafkasOwnMethodsComeWithoutReflection() throws Exception {
        InvocableHandlerMethod method = springKafkas(new Listener(null), "fail");

        Throwable thrown = catchThrowable(() -> method.invoke(new GenericMessage<>("payload")));

        List<String> calls = Stream.of(thrown.getStackTrace())
                .map(StackTraceElement::getClassName)
                .takeWhile(name -> !name.equals(InvocableHandlerMethod.class.getName()))
                .toList();
        assertThat(calls).containsExactly(Listener.class.getName(), DirectInvocation.class.getName());
    }

    @Test
    void argumentsAndResultsAreThoseOfSpringKafkasOwnMethods() throws Exception {
        Listener listener = new Listener(null);

        assertThat(springKafkas(listener, "listenTo", String.class, Integer.class)
                        .invoke(new GenericMessage<>("payload"), "order", 7))
                .isEqualTo("order7");
        assertThat(springKafkas(listener, "many", String[].class)
                        .invoke(new GenericMessage<>("payload"), (Object) new String[] {"a", "b"}))
                .isEqualTo(2);
        assertThat(springKafkas(listener, "still").invoke(new GenericMessage<>("payload")))
                .isNull();
        assertThat(springKafkas(listener, "listen").invoke(new GenericMessage<>("payload")))
                .isNull();
    }

    @Test
    void errorsAndWhatIsNeitherPassAsTheyDidBefore() throws Exception {
        StackOverflowError error = new StackOverflowError();
        Throwable neither = new Throwable("neither");
        InvocableHandlerMethod method = springKafkas(new Listener(null), "raise", Throwable.class);

        assertThatThrownBy(() -> method.invoke(new GenericMessage<>("payload"), error))
                .isSameAs(error);
        assertThatThrownBy(() -> method.invoke(new GenericMessage<>("payload"), neither))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(neither);
    }

    private static InvocableHandlerMethod springKafkas(Object bean, String name, Class<?>... parameters)
            throws NoSuchMethodException {
        return new BareFailures(new KafkaMessageHandlerMethodFactory())
                .createInvocableHandlerMethod(bean, Listener.class.getDeclaredMethod(name, parameters));
    }

    private InvocableHandlerMethod method(Exception thrown) throws NoSuchMethodException {
        return failures.createInvocableHandlerMethod(new Listener(thrown), Listener.class.getDeclaredMethod("listen"));
    }

    record Listener(Exception thrown) {

        String listenTo(String order, Integer number) throws Exception {
            listen();
            return order + number;
        }

        int many(String... orders) {
            return orders.length;
        }

        static void still() {}

        void fail() throws IOException {
            if (thrown == null) {
                throw new IOException("disk");
            }
        }

        static void raise(Throwable thrown) throws Throwable {
            if (thrown != null) {
                throw thrown;
            }
        }

        void listen() throws Exception {
            if (thrown != null) {
                throw thrown;
            }
        }
    }
}

package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
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

    private InvocableHandlerMethod method(Exception thrown) throws NoSuchMethodException {
        return failures.createInvocableHandlerMethod(new Listener(thrown), Listener.class.getDeclaredMethod("listen"));
    }

    record Listener(Exception thrown) {

        void listen() throws Exception {
            if (thrown != null) {
                throw thrown;
            }
        }
    }
}

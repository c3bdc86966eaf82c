package io.redrive.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Makes the methods of a listener that returns futures acknowledge when they return none: spring-kafka waits for one then,
 * as in a class of which only some handlers are asynchronous. What they do return tells the outcome itself.
 */
final class OpenHandlerMethods implements MessageHandlerMethodFactory {

    private final MessageHandlerMethodFactory users;

    OpenHandlerMethods(MessageHandlerMethodFactory users) {
        this.users = users;
    }

    @Override
    public InvocableHandlerMethod createInvocableHandlerMethod(Object bean, Method method) {
        return new OpenHandlerMethod(users.createInvocableHandlerMethod(bean, method), bean, method);
    }

    private static final class OpenHandlerMethod extends InvocableHandlerMethod {

        private final InvocableHandlerMethod users;
        private final boolean acknowledgesItself;

        OpenHandlerMethod(InvocableHandlerMethod users, Object bean, Method method) {
            super(bean, method);
            this.users = users;
            this.acknowledgesItself = Arrays.asList(method.getParameterTypes()).contains(Acknowledgment.class);
        }

        @Override
        public @Nullable Object invoke(Message<?> message, @Nullable Object... providedArgs) throws Exception {
            Object result = users.invoke(message, providedArgs);
            for (Object each : providedArgs) {
                if (each instanceof OpenAcknowledgment open) {
                    return outcome(result, open);
                }
            }
            return result;
        }

        private @Nullable Object outcome(@Nullable Object result, OpenAcknowledgment open) {
            if (result != null) {
                return OpenResult.of(result, open);
            }
            if (!acknowledgesItself) {
                open.acknowledge();
            }
            return null;
        }
    }
}

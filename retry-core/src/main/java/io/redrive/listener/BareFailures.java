package io.redrive.listener;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/** Makes listener methods hand their failures to us as they are, where nobody in between looks at them. */
final class BareFailures implements MessageHandlerMethodFactory {

    private final MessageHandlerMethodFactory methods;
    private volatile boolean bare;

    BareFailures(MessageHandlerMethodFactory methods) {
        this.methods = methods;
    }

    /** Begins, once it is known that nobody looks at them: neither an error handler of the listener nor an observation. */
    void begin() {
        bare = true;
    }

    @Override
    public InvocableHandlerMethod createInvocableHandlerMethod(Object bean, Method method) {
        InvocableHandlerMethod made = methods.createInvocableHandlerMethod(bean, method);
        return new BarelyFailing(DirectInvocation.canReplace(made) ? new DirectInvocation(made) : made);
    }

    private final class BarelyFailing extends InvocableHandlerMethod {

        private final InvocableHandlerMethod made;

        BarelyFailing(InvocableHandlerMethod made) {
            super(made);
            this.made = made;
        }

        @Override
        public @Nullable Object invoke(Message<?> message, @Nullable Object... provided) throws Exception {
            try {
                return made.invoke(message, provided);
            } catch (MessagingException unconverted) {
                // The adapter tells what could not be converted.
                throw unconverted;
            } catch (Exception failure) {
                if (bare) {
                    throw new BareFailure(failure);
                }
                throw failure;
            }
        }
    }
}

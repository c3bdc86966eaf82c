package io.redrive.listener;

import io.redrive.RetryContext;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.kafka.annotation.KafkaListenerConfigurer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/** Tells listeners that are not retried by Redrive why they get no {@link RetryContext}. */
public final class ContextRefusal implements KafkaListenerConfigurer {

    @Override
    public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
        List<HandlerMethodArgumentResolver> resolvers = new ArrayList<>(registrar.getCustomMethodArgumentResolvers());
        resolvers.add(new Resolver());
        registrar.setCustomMethodArgumentResolvers(resolvers.toArray(HandlerMethodArgumentResolver[]::new));
    }

    private static final class Resolver implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == RetryContext.class;
        }

        @Override
        public Object resolveArgument(MethodParameter parameter, Message<?> message) {
            throw new MethodArgumentResolutionException(
                    message,
                    parameter,
                    "only listeners that are retried by Redrive have a RetryContext: annotate this one with @KafkaRetry or"
                            + " @RetryableTopic and leave it to Redrive, or take the parameter away");
        }
    }
}

package io.redrive.listener;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.config.MultiMethodKafkaListenerEndpoint;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.adapter.AdapterUtils;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;
import org.springframework.util.ReflectionUtils;

/** Prepares the listeners whose records get their outcome after the listener method has returned. */
final class OpenEndedListeners {

    private OpenEndedListeners() {}

    /**
     * Returns whether a listener returns futures, and sees to it that their failures are told.
     *
     * @param methods what calls the methods of the listener
     */
    static boolean prepare(MethodKafkaListenerEndpoint<?, ?> endpoint, MessageHandlerMethodFactory methods) {
        boolean later = returnsLater(endpoint);
        endpoint.setMessageHandlerMethodFactory(later ? new OpenHandlerMethods(methods) : methods);
        if (later) {
            endpoint.setErrorHandler(new OpenFailureHandler(errorHandler(endpoint)));
        }
        return later;
    }

    /** Returns whether records are acknowledged one by one at any time, and makes the container stay out of it. */
    static boolean open(ContainerProperties properties, boolean returnsLater) {
        boolean open = returnsLater || properties.isAsyncAcks();
        if (open) {
            properties.setAsyncAcks(false);
            if (properties.getAckMode() != AckMode.MANUAL_IMMEDIATE) {
                properties.setAckMode(AckMode.MANUAL);
            }
        }
        return open;
    }

    private static boolean returnsLater(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        if (endpoint instanceof MultiMethodKafkaListenerEndpoint<?, ?> several) {
            return several.getMethods().stream().anyMatch(OpenEndedListeners::returnsLater);
        }
        return endpoint.getMethod() != null && returnsLater(endpoint.getMethod());
    }

    private static boolean returnsLater(Method method) {
        return AdapterUtils.isAsyncReply(method.getReturnType()) || KotlinDetector.isSuspendingFunction(method);
    }

    /** The application's own error handler of the listener, which spring-kafka can be given but not asked for. */
    private static @Nullable KafkaListenerErrorHandler errorHandler(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        Field field = Objects.requireNonNull(
                ReflectionUtils.findField(
                        MethodKafkaListenerEndpoint.class, "errorHandler", KafkaListenerErrorHandler.class),
                "MethodKafkaListenerEndpoint has no field errorHandler: this version of spring-kafka is not supported");
        ReflectionUtils.makeAccessible(field);
        return (KafkaListenerErrorHandler) ReflectionUtils.getField(field, endpoint);
    }
}

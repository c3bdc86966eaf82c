package io.redrive.listener;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.config.KafkaListenerEndpoint;
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

    /** Returns whether a listener returns futures, and sees to it that their failures are told. */
    static boolean prepare(KafkaListenerEndpoint endpoint) {
        if (!(endpoint instanceof MethodKafkaListenerEndpoint<?, ?> method) || !returnsLater(method)) {
            return false;
        }
        method.setErrorHandler(new OpenFailureHandler(read(method, "errorHandler", KafkaListenerErrorHandler.class)));
        MessageHandlerMethodFactory factory =
                read(method, "messageHandlerMethodFactory", MessageHandlerMethodFactory.class);
        if (factory != null) {
            method.setMessageHandlerMethodFactory(new OpenHandlerMethods(factory));
        }
        return true;
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
        if (endpoint instanceof MultiMethodKafkaListenerEndpoint<?, ?>) {
            Set<Method> handlers = MethodIntrospector.selectMethods(
                    AopUtils.getTargetClass(endpoint.getBean()),
                    (Method method) -> AnnotatedElementUtils.hasAnnotation(method, KafkaHandler.class));
            return handlers.stream().anyMatch(OpenEndedListeners::returnsLater);
        }
        return endpoint.getMethod() != null && returnsLater(endpoint.getMethod());
    }

    private static boolean returnsLater(Method method) {
        return AdapterUtils.isAsyncReply(method.getReturnType()) || KotlinDetector.isSuspendingFunction(method);
    }

    /** Returns what a listener was given, and cannot be asked for. */
    private static <T> @Nullable T read(MethodKafkaListenerEndpoint<?, ?> endpoint, String name, Class<T> type) {
        Field field = Objects.requireNonNull(
                ReflectionUtils.findField(MethodKafkaListenerEndpoint.class, name, type),
                () -> "MethodKafkaListenerEndpoint has no field " + name
                        + ": this version of spring-kafka is not supported");
        ReflectionUtils.makeAccessible(field);
        return type.cast(ReflectionUtils.getField(field, endpoint));
    }
}

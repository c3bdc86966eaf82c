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
import org.springframework.util.ReflectionUtils;

/** Prepares the listeners whose records get their outcome after the listener method has returned. */
final class OpenEndedListeners {

    private OpenEndedListeners() {}

    /** Returns whether a listener returns futures, and sees to it that their failures are told. */
    static boolean prepare(KafkaListenerEndpoint endpoint) {
        if (!(endpoint instanceof MethodKafkaListenerEndpoint<?, ?> method) || !returnsLater(method)) {
            return false;
        }
        method.setErrorHandler(new OpenFailureHandler(errorHandler(method)));
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

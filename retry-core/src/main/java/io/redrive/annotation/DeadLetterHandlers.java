package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.RetryContext;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.listener.adapter.ConsumerRecordMetadata;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.support.MessageHeaderAccessor;

/** Finds the {@link DltHandler} method of a class and checks that it can be called with one dead letter. */
final class DeadLetterHandlers {

    private static final List<Class<?>> GIVEN = List.of(
            ConsumerRecord.class,
            ConsumerRecordMetadata.class,
            Acknowledgment.class,
            Consumer.class,
            Message.class,
            MessageHeaders.class,
            MessageHeaderAccessor.class,
            RetryContext.class);

    private DeadLetterHandlers() {}

    static @Nullable DeadLetterHandler find(Class<?> type) {
        Set<Method> methods = MethodIntrospector.selectMethods(
                type, (Method method) -> AnnotatedElementUtils.hasAnnotation(method, DltHandler.class));
        if (methods.isEmpty()) {
            return null;
        }
        if (methods.size() > 1) {
            throw new RedriveConfigurationException(
                    type.getName() + " has " + methods.size()
                            + " methods with @DltHandler, and which one is meant cannot be told: "
                            + methods.stream().map(Where::of).sorted().collect(Collectors.joining(", ")),
                    "Keep one of them, or move the others to classes of their own");
        }
        Method handler = methods.iterator().next();
        check(handler);
        return new DeadLetterHandler(null, handler);
    }

    private static void check(Method handler) {
        String problem = problem(handler);
        if (problem != null) {
            throw new RedriveConfigurationException(
                    "@DltHandler " + handler + " cannot be called with a dead letter: " + problem,
                    "Give it one payload parameter or a ConsumerRecord, beside @Header parameters and Acknowledgment as"
                            + " needed, and let it return nothing");
        }
    }

    private static @Nullable String problem(Method handler) {
        if (Modifier.isStatic(handler.getModifiers())) {
            return "it is static";
        }
        if (CompletionStage.class.isAssignableFrom(handler.getReturnType())
                || handler.getReturnType().getName().startsWith("reactor.core.publisher.")) {
            return "its return type " + handler.getReturnType().getSimpleName() + " is asynchronous";
        }
        int payloads = 0;
        for (Parameter parameter : handler.getParameters()) {
            if (Collection.class.isAssignableFrom(parameter.getType())
                    && !parameter.isAnnotationPresent(Header.class)
                    && parameter.getParameterizedType().getTypeName().contains(ConsumerRecord.class.getName())) {
                return "it takes a batch";
            }
            if (!isGiven(parameter)) {
                payloads++;
            }
        }
        return payloads > 1 ? "it has " + payloads + " parameters that could be the payload" : null;
    }

    private static boolean isGiven(Parameter parameter) {
        return parameter.isAnnotationPresent(Header.class)
                || parameter.isAnnotationPresent(Headers.class)
                || GIVEN.stream().anyMatch(type -> type.isAssignableFrom(parameter.getType()));
    }
}

package io.redrive.listener;

import io.redrive.RedriveConfigurationException;
import io.redrive.RetryContext;
import io.redrive.consume.RetryConsumer;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.listener.adapter.AdapterUtils;
import org.springframework.kafka.listener.adapter.ConsumerRecordMetadata;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Gives listener methods their {@link RetryContext}: as one more argument beside record, acknowledgment and consumer, which
 * come first with whatever factory and argument resolvers an application has.
 */
final class ContextArguments implements MessageHandlerMethodFactory {

    private static final Set<Class<?>> NO_PAYLOAD = Set.of(
            ConsumerRecord.class,
            Acknowledgment.class,
            Consumer.class,
            ConsumerRecordMetadata.class,
            Message.class,
            RetryContext.class);

    private final MessageHandlerMethodFactory applications;
    private final MethodKafkaListenerEndpoint<?, ?> endpoint;

    ContextArguments(MessageHandlerMethodFactory applications, MethodKafkaListenerEndpoint<?, ?> endpoint) {
        this.applications = applications;
        this.endpoint = endpoint;
    }

    @Override
    public InvocableHandlerMethod createInvocableHandlerMethod(Object bean, Method method) {
        InvocableHandlerMethod made = applications.createInvocableHandlerMethod(bean, method);
        if (!Arrays.asList(method.getParameterTypes()).contains(RetryContext.class)) {
            return made;
        }
        String where = method.getDeclaringClass().getSimpleName() + "." + method.getName() + "()";
        if (Boolean.TRUE.equals(endpoint.getBatchListener())) {
            throw new RedriveConfigurationException(
                    where + " takes a RetryContext, but is a batch listener, whose records each have one of their own",
                    "Take the RetryContext parameter away, or make it a listener of single records");
        }
        if (comesBeforePayload(method)) {
            throw new RedriveConfigurationException(
                    where
                            + " takes its RetryContext before its payload, and spring-kafka converts payloads to the type of"
                            + " the first parameter that could be one",
                    "Move the RetryContext parameter behind the payload, or annotate the payload with @Payload");
        }
        return new WithContext(made);
    }

    private static boolean comesBeforePayload(Method method) {
        boolean context = false;
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() == RetryContext.class) {
                context |= parameter.getAnnotations().length == 0;
            } else if (parameter.isAnnotationPresent(Payload.class)) {
                return false;
            } else if (!NO_PAYLOAD.contains(parameter.getType()) && parameter.getAnnotations().length == 0) {
                return context;
            }
        }
        return false;
    }

    /** Calls the method with one argument more. */
    private static final class WithContext extends InvocableHandlerMethod {

        private final InvocableHandlerMethod made;
        private final boolean takesMetadata;

        WithContext(InvocableHandlerMethod made) {
            super(made);
            this.made = made;
            this.takesMetadata =
                    Arrays.asList(made.getMethod().getParameterTypes()).contains(ConsumerRecordMetadata.class);
        }

        @Override
        public @Nullable Object invoke(Message<?> message, @Nullable Object... provided) throws Exception {
            ConsumerRecord<?, ?> record = Objects.requireNonNull(first(ConsumerRecord.class, provided));
            RetryConsumer<?, ?> consumer = Objects.requireNonNull(first(RetryConsumer.class, provided));
            RetryContext context = consumer.deliveries().context(record);
            if (context == null) {
                throw new IllegalStateException("Nothing is known of " + record.topic() + "-" + record.partition() + "@"
                        + record.offset() + " any more: its partition was given away");
            }
            @Nullable Object[] all = Arrays.copyOf(provided, provided.length + (takesMetadata ? 2 : 1));
            all[provided.length] = context;
            if (takesMetadata) {
                // spring-kafka stops looking for it where it meets a second parameter that could be the payload.
                all[provided.length + 1] = AdapterUtils.buildConsumerRecordMetadata(record);
            }
            return made.invoke(message, all);
        }

        private static <T> @Nullable T first(Class<T> type, @Nullable Object[] provided) {
            for (Object each : provided) {
                if (type.isInstance(each)) {
                    return type.cast(each);
                }
            }
            return null;
        }
    }
}

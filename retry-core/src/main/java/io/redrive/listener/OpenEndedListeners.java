package io.redrive.listener;

import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.config.MultiMethodKafkaListenerEndpoint;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DelegatingMessageListener;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.adapter.AdapterUtils;
import org.springframework.kafka.listener.adapter.BatchMessagingMessageListenerAdapter;
import org.springframework.kafka.listener.adapter.FilteringMessageListenerAdapter;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;

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

    /** Returns the same listener, whose filter acknowledges what it discards: nobody else could. */
    @SuppressWarnings("unchecked") // the filter of this listener takes its keys and values
    static <K, V> MessageListener<K, V> acknowledgingDiscarded(MessageListener<K, V> listener) {
        if (!(listener instanceof FilteringMessageListenerAdapter<?, ?> filter)) {
            return listener;
        }
        return new FilteringMessageListenerAdapter<>(
                (MessageListener<K, V>) filter.getDelegate(),
                (RecordFilterStrategy<K, V>) Objects.requireNonNull(SpringsField.FILTER.read(filter)),
                true);
    }

    /** Whether a listener of single records is given the records of a batch one after the other. */
    static boolean takesBatchesApart(Object listener) {
        Object target = listener;
        while (target instanceof DelegatingMessageListener<?> wrapper) {
            target = wrapper.getDelegate();
        }
        return target instanceof BatchMessagingMessageListenerAdapter<?, ?>
                && SpringsField.BATCH_TO_RECORD.read(target) != null;
    }

    /** Whether a failure of a listener that does not return later goes to an error handler of the application first. */
    static boolean hasErrorHandler(KafkaListenerEndpoint endpoint) {
        return !(endpoint instanceof MethodKafkaListenerEndpoint<?, ?> ofMethod) || errorHandler(ofMethod) != null;
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

    private static @Nullable KafkaListenerErrorHandler errorHandler(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        return (KafkaListenerErrorHandler) SpringsField.ERROR_HANDLER.read(endpoint);
    }
}

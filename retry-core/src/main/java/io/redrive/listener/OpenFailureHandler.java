package io.redrive.listener;

import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.adapter.InvocationResult;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.messaging.Message;

/**
 * Notes the failure of a listener that returns a future before spring-kafka acknowledges its record: it does so for failed
 * ones as well, and nothing else would tell them apart.
 */
final class OpenFailureHandler implements KafkaListenerErrorHandler {

    private final @Nullable KafkaListenerErrorHandler users;

    OpenFailureHandler(@Nullable KafkaListenerErrorHandler users) {
        this.users = users;
    }

    /** Not called: spring-kafka calls the one with an acknowledgment. */
    @Override
    public Object handleError(Message<?> message, ListenerExecutionFailedException exception) {
        throw exception;
    }

    @Override
    public @Nullable Object handleError(
            Message<?> message,
            ListenerExecutionFailedException exception,
            @Nullable Consumer<?, ?> consumer,
            @Nullable Acknowledgment acknowledgment) {
        try {
            if (users == null) {
                throw exception;
            }
            Object result = users.handleError(message, exception, consumer, acknowledgment);
            if (!(acknowledgment instanceof OpenAcknowledgment open)) {
                return result;
            }
            open.handled();
            if (result == null || result instanceof InvocationResult) {
                // spring-kafka acknowledges only what has another result.
                open.acknowledge();
                return result;
            }
            return OpenResult.of(result, open);
        } catch (Throwable failure) {
            // Errors as well, and what Kotlin throws unchecked: spring-kafka would acknowledge the record.
            if (acknowledgment instanceof OpenAcknowledgment open) {
                open.failing(failure);
            }
            throw failure;
        }
    }
}

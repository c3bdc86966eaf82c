package io.redrive.listener;

import io.redrive.consume.RetryConsumer;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareMessageListener;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.adapter.AbstractDelegatingMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Tells the consumer when the listener has ended with a record, and turns the errors of a listener that concern its record
 * only into failures of that record.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class TrackingListener<K, V> extends AbstractDelegatingMessageListenerAdapter<MessageListener<K, V>>
        implements AcknowledgingConsumerAwareMessageListener<K, V> {

    TrackingListener(MessageListener<K, V> delegate) {
        super(delegate);
    }

    @Override
    public void onMessage(
            ConsumerRecord<K, V> record, @Nullable Acknowledgment acknowledgment, @Nullable Consumer<?, ?> consumer) {
        if (!(consumer instanceof RetryConsumer<?, ?> retryConsumer)) {
            throw new IllegalStateException("The container's consumer was replaced by " + consumer);
        }
        try {
            if (acknowledgment == null) {
                invoke(record, null, consumer);
                retryConsumer.ended(record);
            } else {
                invoke(record, new TrackedAcknowledgment(acknowledgment, record, retryConsumer), consumer);
            }
        } catch (ListenerExecutionFailedException wrapper) {
            // The container wraps what it gets; a second wrapper around the first would cost two readings of a stack.
            throw TrackingListener.<RuntimeException>unchecked(
                    wrapper.getCause() instanceof Exception cause ? cause : wrapper);
        } catch (StackOverflowError deep) {
            throw new ListenerErrorException(deep);
        } catch (VirtualMachineError fatal) {
            // Nothing can be relied on any more, least of all what would be committed now.
            retryConsumer.abandon();
            throw fatal;
        } catch (Error error) {
            throw new ListenerErrorException(error);
        }
    }

    /** The container takes any exception, whatever the signature of a listener says. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E unchecked(Exception failure) throws E {
        throw (E) failure;
    }

    private void invoke(ConsumerRecord<K, V> record, @Nullable Acknowledgment acknowledgment, Consumer<?, ?> consumer) {
        switch (delegateType) {
            case ACKNOWLEDGING_CONSUMER_AWARE, ACKNOWLEDGING -> {
                if (delegate instanceof AcknowledgingConsumerAwareMessageListener<K, V> aware) {
                    aware.onMessage(record, acknowledgment, consumer);
                } else {
                    delegate.onMessage(record, acknowledgment);
                }
            }
            case CONSUMER_AWARE -> ((ConsumerAwareMessageListener<K, V>) delegate).onMessage(record, consumer);
            case SIMPLE -> delegate.onMessage(record);
        }
    }

    /** Passes an acknowledgment on and remembers it. */
    private record TrackedAcknowledgment(
            Acknowledgment container, ConsumerRecord<?, ?> record, RetryConsumer<?, ?> consumer)
            implements Acknowledgment {

        @Override
        public void acknowledge() {
            // Ours first: the container may commit at once.
            consumer.acknowledged(record);
            container.acknowledge();
        }

        @Override
        public void nack(Duration sleep) {
            container.nack(sleep);
        }

        @Override
        public boolean isOutOfOrderCommit() {
            return container.isOutOfOrderCommit();
        }
    }
}

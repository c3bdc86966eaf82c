package io.redrive.listener;

import io.redrive.consume.BatchFailure;
import io.redrive.consume.DeliveryTransaction;
import io.redrive.consume.OpenDelivery;
import io.redrive.consume.RetryConsumer;
import io.redrive.consume.TransactionUndoneException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareMessageListener;
import org.springframework.kafka.listener.DelegatingMessageListener;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.adapter.AbstractDelegatingMessageListenerAdapter;
import org.springframework.kafka.listener.adapter.RecordMessagingMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.transaction.UnexpectedRollbackException;

/**
 * Tells the consumer when the listener has ended with a record, and turns the errors of a listener that concern its record
 * only into failures of that record.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class TrackingListener<K, V> extends AbstractDelegatingMessageListenerAdapter<MessageListener<K, V>>
        implements AcknowledgingConsumerAwareMessageListener<K, V> {

    private final boolean openEnded;
    private final BlockingRetries blocking;
    private final PollBreak pollBreak;
    private final @Nullable RecordMessagingMessageListenerAdapter<K, V> adapter;

    /**
     * Creates a listener around the application's.
     *
     * @param openEnded whether records may be acknowledged after the listener has returned, in any order
     * @param pollBreak makes the container drop what it has not come to
     */
    TrackingListener(MessageListener<K, V> delegate, boolean openEnded, BlockingRetries blocking, PollBreak pollBreak) {
        super(openEnded ? OpenEndedListeners.acknowledgingDiscarded(delegate) : delegate);
        this.openEnded = openEnded;
        this.blocking = blocking;
        this.pollBreak = pollBreak;
        this.adapter = adapter(delegate);
    }

    /** The container has nothing to do with it: it would stop polling until all of a poll is acknowledged. */
    @Override
    public boolean isAsyncReplies() {
        return false;
    }

    @Override
    public void onMessage(
            ConsumerRecord<K, V> record, @Nullable Acknowledgment acknowledgment, @Nullable Consumer<?, ?> consumer) {
        if (!(consumer instanceof RetryConsumer<?, ?> retryConsumer)) {
            throw new IllegalStateException("The container's consumer was replaced by " + consumer);
        }
        retryConsumer.invoked();
        retryConsumer.deliveries().begins(record);
        if (openEnded) {
            blocking.count(record, 0, retryConsumer);
            begin(record, retryConsumer);
            return;
        }
        DeliveryTransaction transaction = retryConsumer.transaction();
        for (int tries = 0; ; tries++) {
            blocking.count(record, tries, retryConsumer);
            try {
                if (transaction != null) {
                    invokeIn(transaction, record, consumer);
                    retryConsumer.deliveries().ended(record);
                } else if (acknowledgment == null) {
                    invoke(record, null, consumer);
                    retryConsumer.deliveries().ended(record);
                } else {
                    invoke(record, new TrackedAcknowledgment(acknowledgment, record, retryConsumer), consumer);
                }
                return;
            } catch (TransactionUndoneException undone) {
                pollBreak.request();
                throw undone;
            } catch (Exception | BareFailure thrown) {
                Exception failure = unwrapped(thrown);
                undo(transaction);
                if (!blocking.await(tries, ListenerFailures.unwrap(failure), retryConsumer)) {
                    throw TrackingListener.<RuntimeException>unchecked(failure);
                }
                retryConsumer.deliveries().triedInPlace();
            } catch (Error error) {
                ListenerErrorException contained = ListenerFailures.contained(error, retryConsumer::abandon);
                undo(transaction);
                throw contained;
            }
        }
    }

    private void invokeIn(DeliveryTransaction transaction, ConsumerRecord<K, V> record, Consumer<?, ?> consumer) {
        transaction.attemptBegins();
        invoke(record, null, consumer);
        if (transaction.isRollbackOnly()) {
            throw new UnexpectedRollbackException(
                    "Something that took part in the transaction has marked it rollback-only");
        }
    }

    private void undo(@Nullable DeliveryTransaction transaction) {
        if (transaction == null) {
            return;
        }
        switch (transaction.attemptFailed()) {
            case UNDONE_WITH_OTHERS -> pollBreak.request();
            case NOT_THE_RECORD -> {
                pollBreak.request();
                throw new TransactionUndoneException();
            }
            case NOTHING_SENT, UNDONE -> {
                if (blocking.isConfigured()) {
                    // Not to be kept open while it waits.
                    transaction.attemptIsMadeAgain();
                }
            }
        }
    }

    private void begin(ConsumerRecord<K, V> record, RetryConsumer<?, ?> consumer) {
        if (adapter != null) {
            // What it would hand to the container is told by the acknowledgment.
            adapter.setCallbackForAsyncFailure((unusedRecord, unusedFailure) -> {});
        }
        OpenDelivery delivery = consumer.deliveries().begin(List.of(record));
        try {
            invoke(record, new OpenAcknowledgment(delivery, failure -> BatchFailure.unknown(1, failure)), consumer);
        } catch (Exception | BareFailure thrown) {
            throw TrackingListener.<RuntimeException>unchecked(unwrapped(thrown));
        } catch (Error error) {
            throw ListenerFailures.contained(error, consumer::abandon);
        }
    }

    /** The container wraps what it gets; a second wrapper around the first would cost two readings of a stack. */
    private static Exception unwrapped(Throwable thrown) {
        if (thrown instanceof BareFailure bare) {
            return bare.failure();
        }
        return thrown instanceof ListenerExecutionFailedException && thrown.getCause() instanceof Exception cause
                ? cause
                : (Exception) thrown;
    }

    /** The container takes any exception, whatever the signature of a listener says. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E unchecked(Exception failure) throws E {
        throw (E) failure;
    }

    @SuppressWarnings("unchecked") // the adapter of this listener takes its keys and values
    private static <K, V> @Nullable RecordMessagingMessageListenerAdapter<K, V> adapter(Object delegate) {
        Object target = delegate;
        while (target instanceof DelegatingMessageListener<?> wrapper) {
            target = wrapper.getDelegate();
        }
        return target instanceof RecordMessagingMessageListenerAdapter<?, ?> found
                ? (RecordMessagingMessageListenerAdapter<K, V>) found
                : null;
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
            consumer.deliveries().acknowledged(record);
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

package io.redrive.listener;

import io.redrive.consume.BatchFailure;
import io.redrive.consume.DeliveryTransaction;
import io.redrive.consume.OpenDelivery;
import io.redrive.consume.RetryConsumer;
import io.redrive.consume.TransactionUndoneException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.BatchAcknowledgingMessageListener;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.adapter.AbstractDelegatingMessageListenerAdapter;
import org.springframework.kafka.listener.adapter.FilteringBatchMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.transaction.UnexpectedRollbackException;

/**
 * Tells the consumer when the listener has ended with a batch, and when it has failed on it, which records are meant.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class TrackingBatchListener<K, V> extends AbstractDelegatingMessageListenerAdapter<BatchMessageListener<K, V>>
        implements BatchAcknowledgingConsumerAwareMessageListener<K, V> {

    private final boolean openEnded;
    /** Whether the listener counts the same records as the container. */
    private final boolean indexed;

    /**
     * Creates a listener around the application's.
     *
     * @param openEnded whether batches may be acknowledged after the listener has returned, in any order
     */
    TrackingBatchListener(BatchMessageListener<K, V> delegate, boolean openEnded) {
        super(delegate);
        this.openEnded = openEnded;
        this.indexed = !(delegate instanceof FilteringBatchMessageListenerAdapter<?, ?>);
    }

    /** The container has nothing to do with it: it would stop polling until all of a poll is acknowledged. */
    @Override
    public boolean isAsyncReplies() {
        return false;
    }

    @Override
    public boolean wantsPollResult() {
        return delegate.wantsPollResult();
    }

    @Override
    public void onMessage(
            ConsumerRecords<K, V> records, @Nullable Acknowledgment acknowledgment, Consumer<K, V> consumer) {
        List<ConsumerRecord<K, V>> batch = new ArrayList<>(records.count());
        records.forEach(batch::add);
        track(batch, acknowledgment, consumer, ours -> delegate.onMessage(records, ours, consumer));
    }

    @Override
    public void onMessage(
            List<ConsumerRecord<K, V>> batch,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        track(batch, acknowledgment, consumer, ours -> invoke(batch, ours, consumer));
    }

    /** Calls the listener with an acknowledgment. */
    @FunctionalInterface
    private interface Invocation {

        void with(@Nullable Acknowledgment acknowledgment);
    }

    private void track(
            List<ConsumerRecord<K, V>> batch,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer,
            Invocation listener) {
        if (!(consumer instanceof RetryConsumer<?, ?> retryConsumer)) {
            throw new IllegalStateException("The container's consumer was replaced by " + consumer);
        }
        batch.forEach(retryConsumer.deliveries()::begins);
        DeliveryTransaction transaction = retryConsumer.transaction();
        if (transaction != null) {
            transaction.attemptBeginsAlone();
        }
        try {
            if (transaction != null) {
                listener.with(null);
                if (transaction.isRollbackOnly()) {
                    throw new UnexpectedRollbackException(
                            "Something that took part in the transaction has marked it rollback-only");
                }
                batch.forEach(retryConsumer.deliveries()::ended);
            } else if (openEnded) {
                OpenDelivery delivery = retryConsumer.deliveries().begin(batch);
                listener.with(new OpenAcknowledgment(delivery, failure -> BatchFailures.of(batch, failure, indexed)));
            } else if (acknowledgment == null) {
                listener.with(null);
                batch.forEach(retryConsumer.deliveries()::ended);
            } else {
                listener.with(new TrackedBatchAcknowledgment(acknowledgment, batch, retryConsumer));
            }
        } catch (RuntimeException failure) {
            noteFailed(retryConsumer, batch, ListenerFailures.unwrap(failure));
            throw failure;
        } catch (Error error) {
            ListenerErrorException contained = ListenerFailures.contained(error, retryConsumer::abandon);
            noteFailed(retryConsumer, batch, error);
            throw contained;
        }
    }

    private void noteFailed(RetryConsumer<?, ?> consumer, List<ConsumerRecord<K, V>> batch, Throwable failure) {
        BatchFailure which = BatchFailures.of(batch, failure, indexed);
        DeliveryTransaction transaction = consumer.transaction();
        DeliveryTransaction.Failed failed =
                transaction == null ? DeliveryTransaction.Failed.NOTHING_SENT : transaction.attemptFailed(which);
        if (failed == DeliveryTransaction.Failed.NOT_THE_RECORD) {
            throw new TransactionUndoneException();
        }
        consumer.deliveries()
                .failing(batch, failed == DeliveryTransaction.Failed.NOTHING_SENT ? which : which.withNothingDone());
    }

    private void invoke(
            List<ConsumerRecord<K, V>> batch,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        if (delegate instanceof BatchAcknowledgingConsumerAwareMessageListener<K, V> aware) {
            aware.onMessage(batch, acknowledgment, consumer);
        } else if (delegate instanceof BatchAcknowledgingMessageListener<K, V> acknowledging) {
            acknowledging.onMessage(batch, acknowledgment);
        } else if (delegate instanceof BatchConsumerAwareMessageListener<K, V> aware) {
            aware.onMessage(batch, consumer);
        } else {
            delegate.onMessage(batch);
        }
    }

    /** Passes an acknowledgment on and remembers it. */
    private record TrackedBatchAcknowledgment(
            Acknowledgment container, List<? extends ConsumerRecord<?, ?>> batch, RetryConsumer<?, ?> consumer)
            implements Acknowledgment {

        @Override
        public void acknowledge() {
            // Ours first: the container may commit at once.
            acknowledged(batch.size());
            container.acknowledge();
        }

        @Override
        public void acknowledge(int index) {
            acknowledged(Math.min(index + 1, batch.size()));
            container.acknowledge(index);
        }

        @Override
        public void nack(int index, Duration sleep) {
            acknowledged(Math.min(index, batch.size()));
            container.nack(index, sleep);
        }

        @Override
        public boolean isOutOfOrderCommit() {
            return container.isOutOfOrderCommit();
        }

        private void acknowledged(int count) {
            for (int i = 0; i < count; i++) {
                consumer.deliveries().acknowledged(batch.get(i));
            }
        }
    }
}

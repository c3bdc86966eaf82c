package io.redrive.listener;

import io.redrive.consume.TransactionScope;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaResourceHolder;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes the templates of a producer factory send through our producer, in our transaction: they look for it where a
 * {@code KafkaTransactionManager} leaves its own. Consumer thread only.
 */
final class BoundProducer implements TransactionScope {

    private final ProducerFactory<?, ?> factory;
    private @Nullable KafkaResourceHolder<Object, Object> holder;

    BoundProducer(ProducerFactory<?, ?> factory) {
        this.factory = factory;
    }

    @Override
    public void open(Producer<Object, Object> producer) {
        KafkaResourceHolder<Object, Object> bound = new KafkaResourceHolder<>(producer, Duration.ZERO);
        bound.setSynchronizedWithTransaction(true);
        TransactionSynchronizationManager.bindResource(factory, bound);
        holder = bound;
    }

    @Override
    public boolean isRollbackOnly() {
        KafkaResourceHolder<Object, Object> bound = holder;
        return bound != null && bound.isRollbackOnly();
    }

    @Override
    public void close() {
        if (holder != null) {
            holder = null;
            TransactionSynchronizationManager.unbindResourceIfPossible(factory);
        }
    }
}

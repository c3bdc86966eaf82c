package io.redrive.consume;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes consumers that are members of their group again when what kept them from it is over. With {@code
 * group.protocol=consumer} Kafka's own are not: one that its group once refused never asks again, and its polls return
 * nothing for ever. Here the poll after the one that was refused closes that consumer and goes on with a new one.
 */
public final class RejoiningConsumer {

    private static final Logger log = LoggerFactory.getLogger(RejoiningConsumer.class);

    private RejoiningConsumer() {}

    /**
     * Returns a consumer that is replaced when its group has refused it.
     *
     * @param consumers makes the first one and those that follow
     */
    @SuppressWarnings("unchecked") // a Consumer of whatever the supplied ones are of
    public static <K, V> Consumer<K, V> of(Supplier<Consumer<K, V>> consumers) {
        return (Consumer<K, V>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, new Successors<>(consumers));
    }

    private static boolean endsMembership(Throwable failure) {
        return failure instanceof GroupAuthorizationException
                || failure instanceof GroupMaxSizeReachedException
                || failure instanceof UnreleasedInstanceIdException;
    }

    /** Consumer thread only, but for wakeups. */
    private static final class Successors<K, V> implements InvocationHandler {

        private final Supplier<Consumer<K, V>> consumers;
        private volatile Consumer<K, V> current;
        private @Nullable Method subscribe;
        private Object[] subscription = {};
        private @Nullable Owned owned;
        private boolean refused;

        Successors(Supplier<Consumer<K, V>> consumers) {
            this.consumers = consumers;
            this.current = consumers.get();
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            switch (method.getName()) {
                case "poll" -> {
                    return poll(method, arguments);
                }
                case "subscribe" -> {
                    return subscribe(method, arguments == null ? new Object[0] : arguments.clone());
                }
                case "unsubscribe" -> subscribe = null;
                default -> {
                    // Goes on to the consumer of the moment.
                }
            }
            return call(method, arguments);
        }

        private @Nullable Object poll(Method method, Object @Nullable [] arguments) throws Throwable {
            if (refused) {
                replace();
            }
            try {
                return call(method, arguments);
            } catch (KafkaException failure) {
                refused = subscribe != null && endsMembership(failure);
                throw failure;
            }
        }

        private @Nullable Object subscribe(Method method, Object[] arguments) throws Throwable {
            int last = arguments.length - 1;
            if (last > 0 && arguments[last] instanceof ConsumerRebalanceListener listener) {
                // Another subscription of the same consumer takes nothing away by itself.
                owned = new Owned(listener, owned == null ? Set.of() : owned.partitions);
                arguments[last] = owned;
            }
            subscribe = method;
            subscription = arguments;
            return call(method, arguments);
        }

        private void replace() throws Throwable {
            if (owned != null) {
                owned.loseAll();
            }
            try {
                current.close(CloseOptions.timeout(Duration.ZERO));
            } catch (KafkaException | IllegalStateException failure) {
                log.debug("A consumer that its group has refused could not be closed", failure);
            }
            current = consumers.get();
            refused = false;
            if (subscribe != null) {
                call(subscribe, subscription);
            }
        }

        private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(current, arguments);
            } catch (InvocationTargetException failure) {
                throw failure.getCause() == null ? failure : failure.getCause();
            }
        }
    }

    /** Knows what the consumer has been given, so that it is taken away once, whoever does it. */
    private static final class Owned implements ConsumerRebalanceListener {

        private final ConsumerRebalanceListener listener;
        private final Set<TopicPartition> partitions;

        Owned(ConsumerRebalanceListener listener, Set<TopicPartition> partitions) {
            this.listener = listener;
            this.partitions = new HashSet<>(partitions);
        }

        void loseAll() {
            if (!partitions.isEmpty()) {
                onPartitionsLost(List.copyOf(partitions));
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            partitions.addAll(assigned);
            listener.onPartitionsAssigned(assigned);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            Collection<TopicPartition> taken = take(revoked);
            if (revoked.isEmpty() || !taken.isEmpty()) {
                listener.onPartitionsRevoked(taken);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            Collection<TopicPartition> taken = take(lost);
            if (lost.isEmpty() || !taken.isEmpty()) {
                listener.onPartitionsLost(taken);
            }
        }

        private Collection<TopicPartition> take(Collection<TopicPartition> some) {
            return some.stream().filter(partitions::remove).toList();
        }
    }
}

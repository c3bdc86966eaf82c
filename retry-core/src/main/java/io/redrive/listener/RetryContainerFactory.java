package io.redrive.listener;

import io.redrive.RedriveConfigurationException;
import io.redrive.UnsupportedListenerException;
import io.redrive.consume.TopicRole;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;

/**
 * Makes one container of a retried listener: the application's factory makes it, as it makes all others, and then it gets
 * our consumers, our error handler and our watch on the listener.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class RetryContainerFactory<K, V>
        implements KafkaListenerContainerFactory<ConcurrentMessageListenerContainer<K, V>> {

    private static final Logger log = LoggerFactory.getLogger(RetryContainerFactory.class);

    private static final Duration REFUSAL_PAUSE = Duration.ofSeconds(10);

    private final ConcurrentKafkaListenerContainerFactory<K, V> users;
    private final ContainerPlan plan;
    private final MessageHandlerMethodFactory methods;
    private final Engine engine;

    /**
     * Creates a factory.
     *
     * @param users the application's factory
     * @param plan what is special about the container
     * @param methods what calls the application's listener methods
     * @param engine what all containers share
     */
    public RetryContainerFactory(
            ConcurrentKafkaListenerContainerFactory<K, V> users,
            ContainerPlan plan,
            MessageHandlerMethodFactory methods,
            Engine engine) {
        this.users = users;
        this.plan = plan;
        this.methods = methods;
        this.engine = engine;
    }

    @Override
    public ConcurrentMessageListenerContainer<K, V> createListenerContainer(KafkaListenerEndpoint endpoint) {
        BareFailures failures = new BareFailures(methods);
        boolean returnsLater = endpoint instanceof MethodKafkaListenerEndpoint<?, ?> ofMethod
                && OpenEndedListeners.prepare(ofMethod, new ContextArguments(failures, ofMethod));
        RetryConsumerFactory<K, V> consumers = consumers(endpoint);
        ConcurrentMessageListenerContainer<K, V> container = createByUsersFactory(endpoint, consumers);
        plan.customizer().accept(container);
        ContainerProperties properties = container.getContainerProperties();
        boolean openEnded = OpenEndedListeners.open(properties, returnsLater);
        consumers.transactions(ListenerTransactions.takeOver(container, openEnded, plan, engine, this::unsupported));
        tellReplaced(container.getCommonErrorHandler());
        PollBreak pollBreak = new PollBreak();
        container.setCommonErrorHandler(new RetryErrorHandler(
                plan.listening().topology().listenerId(), engine.quiet(), engine.end(), pollBreak));
        container.setupMessageListener(tracking(container, openEnded, pollBreak));
        if (container.getContainerProperties().getMessageListener() instanceof TrackingListener<?, ?>
                && !OpenEndedListeners.hasErrorHandler(endpoint)
                && !properties.isObservationEnabled()) {
            failures.begin();
        }
        DroppedRecords.watch(container);
        if (properties.getScheduler() == null) {
            // In place of a thread for each container.
            properties.setScheduler(engine.scheduler());
        }
        if (properties.getAuthExceptionRetryInterval() == null) {
            // A permission that was taken away is given back one day; a container that has stopped would stay so.
            properties.setAuthExceptionRetryInterval(REFUSAL_PAUSE);
        }
        // What the listener has not begun is not held by anything, and a stop does not wait for a whole poll.
        properties.setStopImmediate(true);
        if (plan.role() != TopicRole.MAIN) {
            // A pause between polls would make records late.
            properties.setIdleBetweenPolls(0);
        }
        plan.listener().made(ListenerContainer.of(plan, container));
        if (container.isAutoStartup()) {
            container.setAutoStartup(false);
            plan.listener().startWhenVerified(container);
        }
        return container;
    }

    private RetryConsumerFactory<K, V> consumers(KafkaListenerEndpoint endpoint) {
        synchronized (users) {
            ConsumerFactory<K, V> original = usersConsumers();
            refuseAutoCommit(original, endpoint.getConsumerProperties());
            return new RetryConsumerFactory<>(original, plan);
        }
    }

    @SuppressWarnings("unchecked") // a factory of consumers of supertypes makes consumers for K and V
    private ConsumerFactory<K, V> usersConsumers() {
        return (ConsumerFactory<K, V>) Objects.requireNonNull(
                users.getConsumerFactory(), "the listener container factory has no consumer factory");
    }

    /** Lends our consumer factory to the application's container factory while that makes this one container. */
    private ConcurrentMessageListenerContainer<K, V> createByUsersFactory(
            KafkaListenerEndpoint endpoint, RetryConsumerFactory<K, V> consumers) {
        synchronized (users) {
            ConsumerFactory<K, V> original = usersConsumers();
            users.setConsumerFactory(consumers);
            try {
                return users.createListenerContainer(endpoint);
            } finally {
                users.setConsumerFactory(original);
            }
        }
    }

    @SuppressWarnings("unchecked") // listeners of this container take its keys and values
    private Object tracking(
            ConcurrentMessageListenerContainer<K, V> container, boolean openEnded, PollBreak pollBreak) {
        Object listener = container.getContainerProperties().getMessageListener();
        if (listener instanceof BatchMessageListener<?, ?> batchListener) {
            if (openEnded && OpenEndedListeners.takesBatchesApart(listener)) {
                // They share one acknowledgment, and the first of them would give it for all.
                throw unsupported("a batch-to-record adapter with a listener whose records end later");
            }
            return new TrackingBatchListener<>((BatchMessageListener<K, V>) batchListener, openEnded);
        }
        if (listener instanceof MessageListener<?, ?> recordListener) {
            return new TrackingListener<>(
                    (MessageListener<K, V>) recordListener,
                    openEnded,
                    new BlockingRetries(
                            plan.listening().retriesInPlace(),
                            plan.role(),
                            plan.listening().router(),
                            container),
                    pollBreak);
        }
        throw unsupported("a listener of type " + listener);
    }

    private void tellReplaced(@Nullable CommonErrorHandler users) {
        if (users != null && plan.role() == TopicRole.MAIN) {
            log.info(
                    "[{}] The error handler {} is not called for this listener, whose failures Redrive retries",
                    plan.listening().topology().listenerId(),
                    users.getClass().getName());
        }
    }

    private void refuseAutoCommit(ConsumerFactory<K, V> consumers, @Nullable Properties overrides) {
        Map<String, Object> configs = consumers.getConfigurationProperties();
        Object configured = overrides != null && overrides.containsKey(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)
                ? overrides.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)
                : configs.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
        if (configured != null && Boolean.parseBoolean(configured.toString())) {
            throw new RedriveConfigurationException(
                    plan.where() + ": enable.auto.commit=true commits offsets of records that are not processed yet",
                    "Remove enable.auto.commit, or set spring.kafka.consumer.enable-auto-commit=false");
        }
    }

    private UnsupportedListenerException unsupported(String what) {
        return new UnsupportedListenerException(
                plan.where(), plan.listening().topology().listenerId(), what);
    }

    @Override
    public ConcurrentMessageListenerContainer<K, V> createContainer(TopicPartitionOffset... topicPartitions) {
        return users.createContainer(topicPartitions);
    }

    @Override
    public ConcurrentMessageListenerContainer<K, V> createContainer(String... topics) {
        return users.createContainer(topics);
    }

    @Override
    public ConcurrentMessageListenerContainer<K, V> createContainer(Pattern topicPattern) {
        return users.createContainer(topicPattern);
    }
}

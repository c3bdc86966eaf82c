package io.redrive.listener;

import io.redrive.consume.Transactional;
import io.redrive.forward.ForwardTransaction;
import io.redrive.forward.KafkaForwarder;
import io.redrive.forward.RecordForwarder;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.transaction.KafkaAwareTransactionManager;
import org.springframework.kafka.transaction.KafkaTransactionManager;

/** The transactions of one container: ours in place of those that spring-kafka would make, one for each record. */
final class ListenerTransactions {

    private static final Logger log = LoggerFactory.getLogger(ListenerTransactions.class);

    private final ProducerFactory<?, ?> producers;
    private final String idPrefix;
    private final ContainerPlan plan;
    private final Engine engine;

    private ListenerTransactions(ProducerFactory<?, ?> producers, String idPrefix, ContainerPlan plan, Engine engine) {
        this.producers = producers;
        this.idPrefix = idPrefix;
        this.plan = plan;
        this.engine = engine;
    }

    /** What is wrong with a container, in words. */
    interface Refusal {

        RuntimeException of(String what);
    }

    /**
     * Takes over the transactions of a container, which has none afterwards; returns null when it has none.
     *
     * @param openEnded whether records end after the listener has returned
     */
    static @Nullable ListenerTransactions takeOver(
            ConcurrentMessageListenerContainer<?, ?> container,
            boolean openEnded,
            ContainerPlan plan,
            Engine engine,
            Refusal refusal) {
        ContainerProperties properties = container.getContainerProperties();
        KafkaTransactionManager<?, ?> manager = manager(properties, refusal);
        if (!plan.listener().agreeOnTransactions(manager != null)) {
            throw refusal.of(
                    "a container factory with a transaction manager for some of its topics and without for others");
        }
        if (manager == null) {
            return null;
        }
        AckMode acknowledged = properties.getAckMode();
        if (openEnded) {
            throw refusal.of("a transaction of a listener whose records end after it has returned");
        }
        if (acknowledged == AckMode.MANUAL || acknowledged == AckMode.MANUAL_IMMEDIATE) {
            throw refusal.of("a transaction of a listener that acknowledges its records itself");
        }
        if (properties.getTopicPartitions() != null) {
            throw refusal.of("a transaction of a listener with assigned partitions");
        }
        Map<String, Object> configs = manager.getProducerFactory().getConfigurationProperties();
        Connection connection = plan.listener().connection();
        if (!Connection.shareServer(connection.consumers(), configs)
                || !Connection.shareServer(connection.producers(), configs)) {
            throw refusal.of("a transaction across two clusters");
        }
        properties.setKafkaAwareTransactionManager(null);
        withoutOldSetting(properties);
        log.debug("Redrive makes the transactions of container {}", container.getListenerId());
        return new ListenerTransactions(
                manager.getProducerFactory(),
                manager.getProducerFactory().getTransactionIdPrefix() + container.getListenerId(),
                plan,
                engine);
    }

    @SuppressWarnings({"deprecation", "removal"}) // applications may still use the old setting
    private static @Nullable KafkaTransactionManager<?, ?> manager(ContainerProperties properties, Refusal refusal) {
        KafkaAwareTransactionManager<?, ?> aware = properties.getKafkaAwareTransactionManager();
        Object manager = aware != null ? aware : properties.getTransactionManager();
        if (manager == null) {
            return null;
        }
        if (manager instanceof KafkaTransactionManager<?, ?> kafka) {
            return kafka;
        }
        throw refusal.of("a container factory with a " + manager.getClass().getSimpleName());
    }

    @SuppressWarnings({"deprecation", "removal"}) // applications may still use the old setting
    private static void withoutOldSetting(ContainerProperties properties) {
        properties.setTransactionManager(null);
    }

    /** Returns what one consumer needs; its transactional id is its own, whatever other instances there are. */
    Transactional ofConsumer() {
        RecordForwarder forwarder = plan.listening().forwarder();
        BiConsumer<String, @Nullable Exception> topicFailures =
                forwarder instanceof KafkaForwarder shared ? shared::note : (topic, failure) -> {};
        return new Transactional(
                new ForwardTransaction(
                        new TransactionalProducers(producers, idPrefix + "-" + Uuid.randomUuid()),
                        topicFailures,
                        engine.quiet(),
                        engine.clock()),
                new BoundProducer(producers));
    }
}

package io.redrive.listener;

import io.redrive.forward.Sends;
import io.redrive.forward.TransactionalProducer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.core.ProducerPostProcessor;

/** Makes the producers of one consumer's transactions as the application's factory would, all with one transactional id. */
final class TransactionalProducers implements Supplier<TransactionalProducer> {

    private static final int DEFAULT_LINGER_MS = 5;
    private static final int LONGEST_BLOCK_MS = 10_000;
    /** Begun too early after the last one, a transaction waits for so long; it doubles while the brokers are gone. */
    private static final int RETRY_BACKOFF_MS = 2;

    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int LARGEST_REQUEST = 64 << 20;

    private final ProducerFactory<?, ?> users;
    private final String transactionalId;

    TransactionalProducers(ProducerFactory<?, ?> users, String transactionalId) {
        this.users = users;
        this.transactionalId = transactionalId;
    }

    @Override
    @SuppressWarnings("unchecked") // listeners and post-processors of a factory do not depend on what is produced
    public TransactionalProducer get() {
        Map<String, Object> configs = configs();
        Sends sends = new Sends();
        Producer<Object, Object> producer = new CountingProducer(
                configs,
                serializer(users.getKeySerializerSupplier(), configs, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, true),
                serializer(
                        users.getValueSerializerSupplier(),
                        configs,
                        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                        false),
                sends);
        for (var each : users.getPostProcessors()) {
            producer = ((ProducerPostProcessor<Object, Object>) (ProducerPostProcessor<?, ?>) each).apply(producer);
        }
        for (var each : users.getListeners()) {
            ((ProducerFactory.Listener<Object, Object>) (ProducerFactory.Listener<?, ?>) each)
                    .producerAdded(transactionalId, producer);
        }
        return new TransactionalProducer(producer, sends);
    }

    private Map<String, Object> configs() {
        Map<String, Object> configs = new HashMap<>(users.getConfigurationProperties());
        Object clientId = configs.get(ProducerConfig.CLIENT_ID_CONFIG);
        if (clientId != null) {
            configs.put(ProducerConfig.CLIENT_ID_CONFIG, clientId + "-" + transactionalId);
        }
        configs.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        configs.put(ProducerConfig.ACKS_CONFIG, "all");
        configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configs.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        configs.put(
                ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
                Math.min(RETRY_BACKOFF_MS, number(configs, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MS)));
        configs.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Math.min(LONGEST_BLOCK_MS, number(configs, ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MS)));
        // The consumer's thread waits for what is sent.
        int requestMs = Math.min(
                REQUEST_TIMEOUT_MS, number(configs, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS));
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestMs);
        int shortestMs = requestMs + number(configs, ProducerConfig.LINGER_MS_CONFIG, DEFAULT_LINGER_MS);
        int deliveryMs = number(configs, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        configs.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.max(shortestMs, Math.min(DELIVERY_TIMEOUT_MS, deliveryMs)));
        // Whether a record is too large is for the topic to say: it was written to another one by somebody else.
        configs.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Math.max(LARGEST_REQUEST, number(configs, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 0)));
        return configs;
    }

    private static int number(Map<String, Object> configs, String property, int otherwise) {
        Object configured = configs.get(property);
        return configured == null
                ? otherwise
                : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(configured.toString()));
    }

    @SuppressWarnings("unchecked") // the application vouches for what it configures
    private Serializer<Object> serializer(
            @Nullable Supplier<? extends @Nullable Serializer<?>> supplier,
            Map<String, Object> configs,
            String property,
            boolean isKey) {
        Serializer<Object> supplied = supplier == null ? null : (Serializer<Object>) supplier.get();
        Serializer<Object> serializer = supplied == null ? ofClass(configs, property) : supplied;
        if (supplied == null
                || !(users instanceof DefaultKafkaProducerFactory<?, ?> factory)
                || factory.isConfigureSerializers()) {
            serializer.configure(configs, isKey);
        }
        return new RawSerializer(serializer);
    }

    @SuppressWarnings("unchecked") // the application vouches for what it configures
    private static Serializer<Object> ofClass(Map<String, Object> configs, String property) {
        Object type = Objects.requireNonNull(configs.get(property), () -> property + " is not configured");
        try {
            return type instanceof Class<?> known
                    ? (Serializer<Object>) Utils.newInstance(known)
                    : Utils.newInstance(type.toString(), Serializer.class);
        } catch (ClassNotFoundException unknown) {
            throw new IllegalStateException(property + " names a class that does not exist: " + type, unknown);
        }
    }
}

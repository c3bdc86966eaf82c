package io.redrive.listener;

import io.redrive.consume.Interceptors;
import io.redrive.consume.Listening;
import io.redrive.consume.PayloadDeserializer;
import io.redrive.consume.PollBounds;
import io.redrive.consume.RejoiningConsumer;
import io.redrive.consume.RetryConsumer;
import io.redrive.consume.TopicRole;
import io.redrive.forward.Outcomes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ConsumerPostProcessor;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.util.StringUtils;

/**
 * Makes the consumers of one container: the application's factory makes one that reads bytes, and around it goes the
 * {@link RetryConsumer}. The application's factory itself stays as it is.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class RetryConsumerFactory<K, V> implements ConsumerFactory<K, V> {

    private static final int LONGEST_FETCH_WAIT_MS = 100;
    private static final int LARGEST_PARTITION_FETCH = 256 << 10;
    private static final int DEFAULT_MAX_POLL_INTERVAL_MS = 300_000;

    private final ConsumerFactory<K, V> users;
    private final Listening listening;
    private final TopicRole role;
    private final ContainerPlan plan;
    private volatile @Nullable ListenerTransactions transactions;

    RetryConsumerFactory(ConsumerFactory<K, V> users, ContainerPlan plan) {
        this.users = users;
        this.listening = plan.listening();
        this.role = plan.role();
        this.plan = plan;
    }

    /** Makes the consumers deliver in these transactions, or in none. */
    void transactions(@Nullable ListenerTransactions ofContainer) {
        transactions = ofContainer;
    }

    @Override
    public Consumer<K, V> createConsumer(
            @Nullable String groupId,
            @Nullable String clientIdPrefix,
            @Nullable String clientIdSuffix,
            @Nullable Properties properties) {
        if (!plan.listener().isVerified()) {
            throw new IllegalStateException(
                    "The topics of listener " + listening.topology().listenerId()
                            + " are not verified yet; its containers are started as soon as they are");
        }
        Properties overrides = new Properties();
        if (properties != null) {
            properties.stringPropertyNames().forEach(name -> overrides.put(name, properties.getProperty(name)));
            overrides.putAll(properties);
        }
        overrides.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        if (role != TopicRole.MAIN) {
            // What was forwarded before the group had a position, or while a transaction was open, is to be read too.
            overrides.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        }
        ListenerTransactions ofContainer = transactions;
        if (role != TopicRole.MAIN || ofContainer != null) {
            // With it comes that offsets are read only when no transaction can change them any more.
            overrides.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        }
        if (plan.topics() != null) {
            // One that was deleted while it was subscribed to would come back.
            overrides.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        }
        Map<String, Object> effective = new HashMap<>(users.getConfigurationProperties());
        overrides.forEach((name, value) -> effective.put((String) name, value));
        if (role == TopicRole.RETRY) {
            // A fetch that waits for new data holds up one for a partition that has just been resumed.
            overrides.put(
                    ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                    atMost(LONGEST_FETCH_WAIT_MS, effective, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG));
            overrides.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        }
        if (role != TopicRole.MAIN) {
            // What has been fetched of a paused partition stays in the consumer's memory, beside what is kept.
            overrides.put(
                    ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                    atMost(LARGEST_PARTITION_FETCH, effective, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG));
            overrides.put(
                    ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                    atMost(listening.heldBytes().perFetch(), effective, ConsumerConfig.FETCH_MAX_BYTES_CONFIG));
        }
        PayloadDeserializer<K, V> deserializer = new PayloadDeserializer<>(
                deserializer(users.getKeyDeserializer(), effective, ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, true),
                deserializer(
                        users.getValueDeserializer(),
                        effective,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        false));
        Interceptors<K, V> interceptors = interceptors(effective);
        overrides.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, "");
        overrides.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class);
        overrides.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class);
        return new RetryConsumer<>(
                reading(() -> reader().createConsumer(groupId, clientIdPrefix, clientIdSuffix, overrides), effective),
                deserializer,
                interceptors,
                listening,
                role,
                new PollBounds(
                        number(
                                effective,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                ConsumerConfig.DEFAULT_MAX_POLL_RECORDS),
                        number(effective, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, DEFAULT_MAX_POLL_INTERVAL_MS)),
                new Outcomes(),
                plan.topics(),
                ofContainer == null ? null : ofContainer.ofConsumer());
    }

    private static Consumer<ByteBuffer, ByteBuffer> reading(
            Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers, Map<String, Object> configs) {
        Object protocol = configs.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        boolean classic = protocol == null || GroupProtocol.CLASSIC.name().equalsIgnoreCase(protocol.toString());
        return classic ? consumers.get() : RejoiningConsumer.of(consumers);
    }

    /** Returns a factory of consumers that read bytes; the application's own, unless that insists on its deserializers. */
    @SuppressWarnings("unchecked") // the deserializers named in the overrides make it so
    private ConsumerFactory<ByteBuffer, ByteBuffer> reader() {
        if (users.getKeyDeserializer() == null && users.getValueDeserializer() == null) {
            return (ConsumerFactory<ByteBuffer, ByteBuffer>) (ConsumerFactory<?, ?>) users;
        }
        DefaultKafkaConsumerFactory<ByteBuffer, ByteBuffer> reader =
                new DefaultKafkaConsumerFactory<>(users.getConfigurationProperties());
        users.getListeners()
                .forEach(listener -> reader.addListener((Listener<ByteBuffer, ByteBuffer>) (Listener<?, ?>) listener));
        users.getPostProcessors()
                .forEach(each -> reader.addPostProcessor(
                        (ConsumerPostProcessor<ByteBuffer, ByteBuffer>) (ConsumerPostProcessor<?, ?>) each));
        return reader;
    }

    @SuppressWarnings("unchecked") // the application vouches for what it configures
    private static <T> Deserializer<T> deserializer(
            @Nullable Deserializer<T> instance, Map<String, Object> configs, String property, boolean isKey) {
        Deserializer<T> deserializer = instance != null
                ? instance
                : instance(
                        property,
                        Objects.requireNonNull(configs.get(property), () -> property + " is not configured"),
                        Deserializer.class);
        deserializer.configure(configs, isKey);
        return deserializer;
    }

    @SuppressWarnings("unchecked") // the application vouches for what it configures
    private static <K, V> Interceptors<K, V> interceptors(Map<String, Object> configs) {
        Object configured = configs.get(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        List<?> types = configured instanceof List<?> list
                ? list
                : List.of(StringUtils.tokenizeToStringArray(Objects.toString(configured, ""), ","));
        List<ConsumerInterceptor<K, V>> interceptors = new ArrayList<>();
        for (Object type : types) {
            ConsumerInterceptor<K, V> interceptor =
                    instance(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, type, ConsumerInterceptor.class);
            interceptor.configure(configs);
            interceptors.add(interceptor);
        }
        return new Interceptors<>(interceptors);
    }

    private static <T> T instance(String property, Object type, Class<T> expected) {
        try {
            return type instanceof Class<?> known
                    ? expected.cast(Utils.newInstance(known))
                    : Utils.newInstance(type.toString(), expected);
        } catch (ClassNotFoundException unknown) {
            throw new IllegalStateException(property + " names a class that does not exist: " + type, unknown);
        }
    }

    private static int atMost(int most, Map<String, Object> configs, String property) {
        return Math.min(most, number(configs, property, most));
    }

    private static int number(Map<String, Object> configs, String property, int otherwise) {
        Object configured = configs.get(property);
        return configured == null ? otherwise : Integer.parseInt(configured.toString());
    }

    @Override
    public boolean isAutoCommit() {
        return users.isAutoCommit();
    }

    @Override
    public Map<String, Object> getConfigurationProperties() {
        return users.getConfigurationProperties();
    }

    @Override
    public @Nullable Deserializer<K> getKeyDeserializer() {
        return users.getKeyDeserializer();
    }

    @Override
    public @Nullable Deserializer<V> getValueDeserializer() {
        return users.getValueDeserializer();
    }

    @Override
    public List<Listener<K, V>> getListeners() {
        return users.getListeners();
    }

    @Override
    public List<ConsumerPostProcessor<K, V>> getPostProcessors() {
        return users.getPostProcessors();
    }
}

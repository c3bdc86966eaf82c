package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.listener.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;

/** Looks up, when it is needed, what a retried listener connects with. */
final class Connections {

    private Connections() {}

    /**
     * Finds the named template; without a name the one that spring-kafka prefers for retry topics, the only or primary one,
     * or the only or primary producer factory.
     */
    static Supplier<Sender> sender(BeanFactory beans, @Nullable String template) {
        if (template != null) {
            return () -> Sender.of(beans.getBean(template, KafkaOperations.class));
        }
        return () -> {
            if (beans.containsBean(RetryTopicBeanNames.DEFAULT_KAFKA_TEMPLATE_BEAN_NAME)) {
                return Sender.of(
                        beans.getBean(RetryTopicBeanNames.DEFAULT_KAFKA_TEMPLATE_BEAN_NAME, KafkaOperations.class));
            }
            KafkaOperations<?, ?> only = onlyTemplate(beans);
            return only == null ? new Sender(beans.getBean(ProducerFactory.class), null) : Sender.of(only);
        };
    }

    private static @Nullable KafkaOperations<?, ?> onlyTemplate(BeanFactory beans) {
        KafkaOperations<?, ?> only =
                beans.getBeanProvider(KafkaOperations.class).getIfUnique();
        // Where there is no other bean of its type in the same context, also one that is no candidate is found.
        if (only != null
                && beans instanceof HierarchicalBeanFactory context
                && context.containsLocalBean(KafkaRetry.UNUSED_TEMPLATE)
                && context.getBean(KafkaRetry.UNUSED_TEMPLATE) == only) {
            BeanFactory parent = context.getParentBeanFactory();
            return parent == null ? null : onlyTemplate(parent);
        }
        return only;
    }

    /** Finds the named container factory; null without a name. */
    static @Nullable Supplier<ConcurrentKafkaListenerContainerFactory<?, ?>> containerFactory(
            BeanFactory beans, @Nullable String name) {
        return name == null ? null : () -> beans.getBean(name, ConcurrentKafkaListenerContainerFactory.class);
    }

    /** Returns how a listener reaches its brokers. */
    static Connection of(
            ConcurrentKafkaListenerContainerFactory<?, ?> containers,
            ConcurrentKafkaListenerContainerFactory<?, ?> retryContainers,
            MethodKafkaListenerEndpoint<?, ?> endpoint,
            ProducerFactory<?, ?> producers) {
        return new Connection(
                consumers(containers, endpoint),
                consumers(retryContainers, endpoint),
                Map.copyOf(withoutNulls(producers.getConfigurationProperties())));
    }

    /** Returns the settings of a listener's consumers, each overridden where a more particular place says otherwise. */
    static Map<String, Object> consumers(
            ConcurrentKafkaListenerContainerFactory<?, ?> containers, MethodKafkaListenerEndpoint<?, ?> endpoint) {
        Map<String, Object> configs = new HashMap<>();
        ConsumerFactory<?, ?> factory = containers.getConsumerFactory();
        if (factory != null) {
            configs.putAll(withoutNulls(factory.getConfigurationProperties()));
        }
        add(containers.getContainerProperties().getKafkaConsumerProperties(), configs);
        add(endpoint.getConsumerProperties(), configs);
        return configs;
    }

    private static void add(@Nullable Properties properties, Map<String, Object> configs) {
        if (properties != null) {
            properties.stringPropertyNames().forEach(name -> configs.put(name, properties.getProperty(name)));
        }
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> configs) {
        Map<String, Object> present = new HashMap<>(configs);
        present.values().removeIf(Objects::isNull);
        return present;
    }
}

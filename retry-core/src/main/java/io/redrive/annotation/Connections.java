package io.redrive.annotation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;

/** Looks up, when it is needed, what a retried listener connects with. */
final class Connections {

    private Connections() {}

    /**
     * Finds the producer factory of the named template; without a name that of the template that spring-kafka prefers for
     * retry topics, of the only or primary template, or the only or primary producer factory.
     */
    static Supplier<ProducerFactory<?, ?>> producerFactory(BeanFactory beans, @Nullable String template) {
        if (template != null) {
            return () -> beans.getBean(template, KafkaOperations.class).getProducerFactory();
        }
        return () -> {
            if (beans.containsBean(RetryTopicBeanNames.DEFAULT_KAFKA_TEMPLATE_BEAN_NAME)) {
                return beans.getBean(RetryTopicBeanNames.DEFAULT_KAFKA_TEMPLATE_BEAN_NAME, KafkaOperations.class)
                        .getProducerFactory();
            }
            KafkaOperations<?, ?> only =
                    beans.getBeanProvider(KafkaOperations.class).getIfUnique();
            return only == null ? beans.getBean(ProducerFactory.class) : only.getProducerFactory();
        };
    }

    /** Finds the named container factory; null without a name. */
    static @Nullable Supplier<ConcurrentKafkaListenerContainerFactory<?, ?>> containerFactory(
            BeanFactory beans, @Nullable String name) {
        return name == null ? null : () -> beans.getBean(name, ConcurrentKafkaListenerContainerFactory.class);
    }
}

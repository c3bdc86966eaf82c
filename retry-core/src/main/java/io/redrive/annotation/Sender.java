package io.redrive.annotation;

import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.ProducerFactory;

/**
 * What forwards take after.
 *
 * @param producers makes the connection they use
 * @param template tells how they are observed; null where there is only a producer factory
 */
record Sender(ProducerFactory<?, ?> producers, @Nullable KafkaOperations<?, ?> template) {

    static Sender of(KafkaOperations<?, ?> template) {
        return new Sender(template.getProducerFactory(), template);
    }
}

package io.redrive.autoconfigure;

import io.redrive.KafkaRetry;
import java.lang.reflect.Proxy;
import org.springframework.kafka.core.KafkaOperations;

/** What spring-kafka asks for while it reads a {@link KafkaRetry} annotation, and nobody sends with. */
final class UnusedKafkaOperations {

    private UnusedKafkaOperations() {}

    static KafkaOperations<?, ?> create() {
        return (KafkaOperations<?, ?>) Proxy.newProxyInstance(
                UnusedKafkaOperations.class.getClassLoader(),
                new Class<?>[] {KafkaOperations.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "toString" -> KafkaRetry.UNUSED_TEMPLATE;
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> arguments != null && proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(KafkaRetry.UNUSED_TEMPLATE);
                });
    }
}

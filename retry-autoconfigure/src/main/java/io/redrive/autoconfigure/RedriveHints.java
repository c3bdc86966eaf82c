package io.redrive.autoconfigure;

import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.kafka.core.KafkaOperations;

/** Tells a native image of the proxies that stand in for a template and for consumers. */
final class RedriveHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.proxies().registerJdkProxy(KafkaOperations.class);
        hints.proxies().registerJdkProxy(Consumer.class);
    }
}

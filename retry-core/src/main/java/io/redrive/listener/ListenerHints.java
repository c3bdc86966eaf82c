package io.redrive.listener;

import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Tells a native image what is reached here by reflection only. */
final class ListenerHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (SpringsField each : SpringsField.values()) {
            hints.reflection().registerField(each.field());
        }
        // Kafka makes one for each consumer.
        hints.reflection().registerType(ByteBufferDeserializer.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
        hints.reflection().registerMethod(DeadLetterLog.METHOD, ExecutableMode.INVOKE);
    }
}

package io.redrive.annotation;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Tells a native image what spring-kafka's configuration is asked for by reflection only. */
final class SupportHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (SupportMethod each : SupportMethod.values()) {
            hints.reflection().registerMethod(each.method(), ExecutableMode.INVOKE);
        }
    }
}

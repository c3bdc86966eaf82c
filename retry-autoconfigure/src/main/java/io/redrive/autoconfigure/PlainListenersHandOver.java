package io.redrive.autoconfigure;

import io.redrive.annotation.PlainListeners;
import io.redrive.settings.ListenerEntries;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RetryValues;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Has listeners without a retry annotation handed over where the configuration names any listeners at all. */
final class PlainListenersHandOver implements BeanFactoryPostProcessor {

    private final Environment environment;

    PlainListenersHandOver(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (!listeners(environment).byKey().isEmpty()) {
            PlainListeners.handOver(beanFactory, UnusedKafkaOperations.create());
        }
    }

    /** Returns which listeners the configuration names, and nothing of what it says about them. */
    static ListenerEntries listeners(Environment environment) {
        return new ListenerEntries(Binder.get(environment)
                .bind("redrive.listeners", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet()
                .stream()
                .collect(Collectors.toMap(key -> key, key -> new ListenerEntry(key, true, RetryValues.NONE))));
    }
}

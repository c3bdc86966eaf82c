package io.redrive.autoconfigure;

import io.redrive.annotation.PlainListeners;
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
        boolean named = Binder.get(environment)
                .bind("redrive.listeners", Bindable.mapOf(String.class, Object.class))
                .map(listeners -> !listeners.isEmpty())
                .orElse(false);
        if (named) {
            PlainListeners.handOver(beanFactory, UnusedKafkaOperations.create());
        }
    }
}

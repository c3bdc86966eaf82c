package io.redrive.autoconfigure;

import io.redrive.settings.RedriveSettings;
import io.redrive.settings.RetryValues;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Tells a native image of the exceptions that the configuration names, as far as it is known when the image is built. */
final class ConfiguredExceptionHints implements BeanFactoryInitializationAotProcessor {

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beanFactory) {
        if (beanFactory.getBeanNamesForType(RedriveSettings.class, false, false).length == 0) {
            return null;
        }
        Environment environment =
                beanFactory.getBean(ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME, Environment.class);
        Set<Class<? extends Throwable>> exceptions = exceptions(SettingsReader.read(
                EmptySections.binder(environment).bindOrCreate("redrive", RedriveProperties.class)));
        return (generation, code) -> exceptions.forEach(
                type -> generation.getRuntimeHints().reflection().registerType(type));
    }

    private static Set<Class<? extends Throwable>> exceptions(RedriveSettings settings) {
        Set<Class<? extends Throwable>> exceptions = new LinkedHashSet<>();
        add(settings.defaults(), exceptions);
        settings.listeners().byKey().values().forEach(entry -> add(entry.values(), exceptions));
        return exceptions;
    }

    private static void add(RetryValues values, Set<Class<? extends Throwable>> exceptions) {
        exceptions.addAll(values.failures().include());
        exceptions.addAll(values.failures().exclude());
        values.deadLetters().byException().values().forEach(exceptions::addAll);
    }
}

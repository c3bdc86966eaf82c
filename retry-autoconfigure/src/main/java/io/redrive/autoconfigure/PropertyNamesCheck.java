package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.settings.ListenerEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.NativeDetector;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses properties under {@code redrive} that there are none of, as they are most likely mistyped and would have no effect,
 * and those that another one takes the effect of.
 * Environment variables are left alone: what they stand for cannot be told from their names, and some are set by others.
 */
final class PropertyNamesCheck implements BeanFactoryPostProcessor {

    private static final PropertyNames KNOWN = new PropertyNames("redrive", RedriveProperties.class);

    private static final String DELAYS = "delays";
    private static final List<String> FORMULA = List.of("attempts", "delay", "multiplier", "max-delay");

    private final Environment environment;

    PropertyNamesCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (NativeDetector.inNativeImage()) {
            // Where records cannot be asked for their components; it was checked when the image was built.
            return;
        }
        Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.get(environment);
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                iterable.stream().filter(KNOWN::isUnknown).findFirst().ifPresent(name -> {
                    throw refused(name, Origin.from(source.getConfigurationProperty(name)));
                });
            }
        }
        // Not to be told from the values, which are never missing.
        PropertyCheck defaults = new PropertyCheck("redrive.defaults");
        FORMULA.forEach(property -> defaults.notBoth(
                isSet(sources, defaults.name(DELAYS)), DELAYS, isSet(sources, defaults.name(property)), property));
    }

    private static boolean isSet(Iterable<ConfigurationPropertySource> sources, String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : sources) {
            if (source.getConfigurationProperty(name) != null
                    || source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
                return true;
            }
        }
        return false;
    }

    private static RedriveConfigurationException refused(ConfigurationPropertyName name, @Nullable Origin origin) {
        String nearest = KNOWN.nearest(name);
        boolean ofListener = name.toString().startsWith(ListenerEntry.PREFIX);
        return new RedriveConfigurationException(
                name + " is no property of Redrive" + (origin == null ? "" : " (" + origin + ")"),
                (nearest == null ? "" : "Did you mean " + nearest + "? ") + "Correct the name, or remove it"
                        + (ofListener && nearest == null
                                ? "; a listener id with other characters than letters, digits and dashes is written in"
                                        + " brackets, as in " + ListenerEntry.propertyName("eu.orders")
                                : ""));
    }
}

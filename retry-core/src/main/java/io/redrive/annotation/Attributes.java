package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;

/** Reads annotation attributes: placeholders and SpEL are resolved, and what cannot be understood is told by name. */
final class Attributes {

    private final EmbeddedValueResolver resolver;
    private final String where;

    Attributes(ConfigurableBeanFactory beanFactory, String where) {
        this.resolver = new EmbeddedValueResolver(beanFactory);
        this.where = where;
    }

    /** Returns the resolved text, or null when it is empty. */
    @Nullable
    String text(String name, String value) {
        if (!StringUtils.hasText(value)) {
            return null;
        }
        try {
            String resolved = resolver.resolveStringValue(value);
            return StringUtils.hasText(resolved) ? resolved.trim() : null;
        } catch (RuntimeException failure) {
            throw new RedriveConfigurationException(
                    where + ": " + name + " = \"" + value + "\" cannot be resolved: " + failure.getMessage(),
                    "Correct the placeholder or expression, or define the property it names",
                    failure);
        }
    }

    @Nullable
    Duration duration(String name, String value) {
        return parse(
                name,
                value,
                "a duration such as 500ms, 10s, 5m, 2h, 30d, PT10S or a number of milliseconds",
                text -> DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS));
    }

    @Nullable
    Integer integer(String name, String value) {
        return parse(name, value, "a whole number", Integer::valueOf);
    }

    @Nullable
    Long wholeNumber(String name, String value) {
        return parse(name, value, "a number of milliseconds", Long::valueOf);
    }

    @Nullable
    Double number(String name, String value) {
        return parse(name, value, "a number", Double::valueOf);
    }

    @Nullable
    Boolean bool(String name, String value) {
        return parse(name, value, "true or false", text -> switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    /** Returns what {@code made} returns; what it refuses is told with the place it was written at. */
    <T> T checked(String names, Function<String, T> made) {
        try {
            return made.apply(names);
        } catch (IllegalArgumentException refused) {
            throw new RedriveConfigurationException(
                    where + ": " + refused.getMessage(), "Correct " + names + " of this listener", refused);
        }
    }

    String where() {
        return where;
    }

    RedriveConfigurationException refused(String what, String action) {
        return new RedriveConfigurationException(where + ": " + what, action);
    }

    private <T> @Nullable T parse(String name, String value, String expected, Function<String, T> parser) {
        String text = text(name, value);
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (RuntimeException malformed) {
            throw new RedriveConfigurationException(
                    where + ": " + name + " = \"" + text + "\" is not " + expected,
                    "Write " + name + " as " + expected,
                    malformed);
        }
    }
}

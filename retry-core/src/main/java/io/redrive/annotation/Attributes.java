package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;

/** Reads annotation attributes: placeholders and SpEL are resolved, and what cannot be understood is told by name. */
final class Attributes {

    private final ConfigurableBeanFactory beanFactory;
    private final BeanExpressionContext expressions;
    private final String where;

    /**
     * Creates a reader.
     *
     * @param listenerBean what expressions find under the name {@code __listener}
     */
    Attributes(ConfigurableBeanFactory beanFactory, String where, Object listenerBean) {
        this.beanFactory = beanFactory;
        this.expressions = new BeanExpressionContext(beanFactory, new ListenerScope(listenerBean));
        this.where = where;
    }

    /** Returns the resolved text, or null when it is empty. */
    @Nullable
    String text(String name, String value) {
        String resolved = Objects.toString(resolved(name, value), "");
        return StringUtils.hasText(resolved) ? resolved.trim() : null;
    }

    /** Returns the names that values stand for: each may hold several with commas between, or an expression for several. */
    List<String> names(String name, String[] values) {
        List<String> names = new ArrayList<>();
        for (String value : values) {
            Object resolved = resolved(name, value);
            if (resolved instanceof String text) {
                names.addAll(List.of(StringUtils.tokenizeToStringArray(text, ",")));
            } else if (resolved instanceof Collection<?> several) {
                several.forEach(each -> names.add(className(each)));
            } else if (resolved instanceof Object[] several) {
                List.of(several).forEach(each -> names.add(className(each)));
            } else if (resolved != null) {
                names.add(className(resolved));
            }
        }
        return names;
    }

    private static String className(Object named) {
        return named instanceof Class<?> type ? type.getName() : named.toString();
    }

    private @Nullable Object resolved(String name, String value) {
        if (!StringUtils.hasText(value)) {
            return null;
        }
        try {
            String replaced = beanFactory.resolveEmbeddedValue(value);
            BeanExpressionResolver evaluator = beanFactory.getBeanExpressionResolver();
            return evaluator == null ? replaced : evaluator.evaluate(replaced, expressions);
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

package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.header.ExceptionText;
import io.redrive.settings.ExceptionNames;
import io.redrive.topic.TopicNaming;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Refuses values that cannot be meant, by the name of their property. Every method returns the value that it was given.
 *
 * @param prefix where the properties are
 */
record PropertyCheck(String prefix) {

    /** Settings of topics that records would be lost or stuck with, and the only value that each may have. */
    private static final Map<String, String> ONLY_VALUES = Map.of(
            "cleanup.policy", "delete",
            "message.timestamp.type", "CreateTime",
            "retention.bytes", "-1");

    private static final Map<String, String> OWN_PROPERTIES =
            Map.of("retention.ms", "topics.retention, or dead-letters.retention for dead-letter topics");

    /** Returns the whole name of a property. */
    String name(String property) {
        return prefix + "." + property;
    }

    @Nullable
    Integer atLeast(int least, String property, @Nullable Integer value) {
        if (value != null && value < least) {
            throw refused(property, "must be at least " + least, value);
        }
        return value;
    }

    /** A factor that makes delays grow, or leaves them as they are. */
    @Nullable
    Double growth(String property, @Nullable Double value) {
        if (value != null && (!(value >= 1) || value.isInfinite())) {
            throw refused(property, "must be a number of at least 1", value);
        }
        return value;
    }

    @Nullable
    Double ratio(String property, @Nullable Double value) {
        if (value != null && !(value >= 0 && value <= 1)) {
            throw refused(property, "must be a ratio from 0 to 1", value);
        }
        return value;
    }

    @Nullable
    Integer replicas(String property, @Nullable Integer value) {
        if (value != null && value != -1 && (value < 1 || value > Short.MAX_VALUE)) {
            throw refused(property, "must be at least 1, or -1 for the broker's default", value);
        }
        return value;
    }

    @Nullable
    Duration delay(String property, @Nullable Duration value) {
        if (value != null && (value.isNegative() || value.compareTo(BackOffSchedule.LONGEST) > 0)) {
            throw refused(property, "must be from 0 to 30 days", value);
        }
        return value;
    }

    @Nullable
    List<Duration> delays(String property, @Nullable List<Duration> values) {
        if (values != null) {
            for (int i = 0; i < values.size(); i++) {
                delay(property + "[" + i + "]", values.get(i));
            }
        }
        return values;
    }

    @Nullable
    Duration positive(String property, @Nullable Duration value) {
        if (value != null && (value.isNegative() || value.isZero())) {
            throw refused(property, "must be longer than 0", value);
        }
        return value;
    }

    @Nullable
    Integer textBytes(String property, @Nullable DataSize value) {
        if (value == null) {
            return null;
        }
        if (value.toBytes() < 1 || value.toBytes() > ExceptionText.MOST) {
            throw refused(property, "must be from 1B to " + ExceptionText.MOST / 1024 + "KB", value);
        }
        return (int) value.toBytes();
    }

    @Nullable
    DataSize positive(String property, @Nullable DataSize value) {
        if (value != null && value.toBytes() < 1) {
            throw refused(property, "must be at least 1B", value);
        }
        return value;
    }

    @Nullable
    String topic(String property, @Nullable String value) {
        if (value != null) {
            try {
                return TopicNaming.checked(value);
            } catch (IllegalArgumentException illegal) {
                throw refused(
                        property,
                        "must be 1 to " + TopicNaming.LONGEST_NAME
                                + " of the characters a-z, A-Z, 0-9, '.', '_' and '-'",
                        "'" + value + "'");
            }
        }
        return value;
    }

    Set<Class<? extends Throwable>> exceptions(String property, Collection<String> names) {
        return ExceptionNames.resolve(name(property), names);
    }

    Map<String, Set<Class<? extends Throwable>>> byException(String property, Map<String, List<String>> names) {
        Map<String, Set<Class<? extends Throwable>>> bySuffix = new LinkedHashMap<>();
        Map<Class<?>, String> taken = new HashMap<>();
        names.forEach((key, exceptions) -> {
            String name = property + "." + key;
            topic(name, key);
            Set<Class<? extends Throwable>> types = exceptions(name, exceptions);
            if (types.isEmpty()) {
                throw refused(name, "must name at least one exception class", "empty");
            }
            for (Class<?> type : types) {
                String other = taken.put(type, name);
                if (other != null) {
                    throw new RedriveConfigurationException(
                            name(name) + " names " + type.getName() + ", as " + name(other) + " does",
                            "Name it in one of them only");
                }
            }
            bySuffix.put(key, types);
        });
        return bySuffix;
    }

    Map<String, String> configs(String property, Map<String, String> configs) {
        configs.forEach((key, value) -> {
            String only = ONLY_VALUES.get(key);
            if (only != null
                    && !only.toLowerCase(Locale.ROOT).equals(value.trim().toLowerCase(Locale.ROOT))) {
                throw new RedriveConfigurationException(
                        name(property + "." + key) + " must be " + only + ", but is " + value
                                + ": records that wait would be lost or never become due",
                        "Remove " + name(property + "." + key));
            }
            String own = OWN_PROPERTIES.get(key);
            if (own != null) {
                throw new RedriveConfigurationException(
                        name(property + "." + key) + " would be the same for all topics",
                        "Remove it and set " + prefix + "." + own);
            }
        });
        return configs;
    }

    /** Refuses two properties that contradict each other when both are set. */
    void notBoth(boolean one, String oneProperty, boolean other, String otherProperty) {
        if (one && other) {
            throw new RedriveConfigurationException(
                    name(oneProperty) + " and " + name(otherProperty) + " cannot be combined", "Remove one of them");
        }
    }

    private RedriveConfigurationException refused(String property, String must, Object value) {
        return new RedriveConfigurationException(
                name(property) + " " + must + ", but is " + value, "Correct " + name(property) + ", or remove it");
    }
}

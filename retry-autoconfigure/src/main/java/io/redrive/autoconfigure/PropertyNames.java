package io.redrive.autoconfigure;

import io.redrive.settings.NearestName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The names that properties can have, as the records say that they are bound to. */
final class PropertyNames {

    private final ConfigurationPropertyName root;
    private final Class<?> type;

    /**
     * Creates the names.
     *
     * @param type the record that is bound to {@code root}
     */
    PropertyNames(String root, Class<?> type) {
        this.root = ConfigurationPropertyName.of(root);
        this.type = type;
    }

    /** Whether a name is below the root and stands for nothing. */
    boolean isUnknown(ConfigurationPropertyName name) {
        return root.isAncestorOf(name) && unknown(name, root.getNumberOfElements(), type) != null;
    }

    /** Returns the name that somebody meant who wrote one that stands for nothing; null when none is near. */
    @Nullable
    String nearest(ConfigurationPropertyName name) {
        Mistake mistake = unknown(name, root.getNumberOfElements(), type);
        if (mistake == null) {
            return null;
        }
        String right = name.chop(mistake.depth) + ".";
        String written = name.getElement(mistake.depth, Form.ORIGINAL);
        String rest = name.subName(mistake.depth + 1).toString();
        String whole = rest.isEmpty() ? written : written + "." + rest;
        List<String> candidates = new ArrayList<>();
        below("", mistake.type, candidates);
        String nearest = NearestName.of(whole, candidates);
        if (nearest == null) {
            nearest = candidates.stream()
                    .filter(each -> each.endsWith("." + whole))
                    .findFirst()
                    .orElse(null);
        }
        if (nearest != null) {
            return right + nearest;
        }
        String section = NearestName.of(written, sections(mistake.type));
        return section == null || rest.isEmpty() ? null : right + section + "." + rest;
    }

    private static List<String> sections(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .filter(each -> each.getType().isRecord() || Map.class.isAssignableFrom(each.getType()))
                .map(each -> DataObjectPropertyName.toDashedForm(each.getName()))
                .toList();
    }

    /**
     * Where a name goes wrong.
     *
     * @param depth how many of its elements are right
     * @param type what these stand for
     */
    private record Mistake(int depth, Class<?> type) {}

    private static @Nullable Mistake unknown(ConfigurationPropertyName name, int depth, Class<?> type) {
        if (depth >= name.getNumberOfElements()) {
            return null;
        }
        for (RecordComponent each : type.getRecordComponents()) {
            if (uniform(DataObjectPropertyName.toDashedForm(each.getName()))
                    .equals(name.getElement(depth, Form.UNIFORM))) {
                return unknownBelow(name, depth, type, each);
            }
        }
        return new Mistake(depth, type);
    }

    private static @Nullable Mistake unknownBelow(
            ConfigurationPropertyName name, int depth, Class<?> type, RecordComponent component) {
        Class<?> nested = component.getType();
        int next = depth + 1;
        if (nested.isRecord()) {
            return unknown(name, next, nested);
        }
        if (Map.class.isAssignableFrom(nested)) {
            Type values = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
            return values instanceof Class<?> value && value.isRecord() ? unknown(name, next + 1, value) : null;
        }
        boolean several = Collection.class.isAssignableFrom(nested);
        boolean ends = next == name.getNumberOfElements()
                || (several && next + 1 == name.getNumberOfElements() && name.isNumericIndex(next));
        return ends ? null : new Mistake(depth, type);
    }

    private static void below(String prefix, Class<?> type, List<String> names) {
        for (RecordComponent each : type.getRecordComponents()) {
            String name = prefix + DataObjectPropertyName.toDashedForm(each.getName());
            if (each.getType().isRecord()) {
                below(name + ".", each.getType(), names);
            } else {
                names.add(name);
            }
        }
    }

    private static String uniform(String name) {
        return name.replace("-", "");
    }
}

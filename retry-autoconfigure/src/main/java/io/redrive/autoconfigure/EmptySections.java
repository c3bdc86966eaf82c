package io.redrive.autoconfigure;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;
import org.springframework.core.env.Environment;

/**
 * Takes a section of the configuration that nothing is written in, such as {@code redrive.listeners.orders:} in YAML, for one
 * that is there and says nothing. Without this it is an empty text, which nothing but a text can be made of.
 */
final class EmptySections implements ConditionalGenericConverter {

    /** Returns what binds properties as the application does, where its beans cannot be asked. */
    static Binder binder(Environment environment) {
        ApplicationConversionService conversions = new ApplicationConversionService();
        conversions.addConverter(new EmptySections());
        return new Binder(
                ConfigurationPropertySources.get(environment),
                new PropertySourcesPlaceholdersResolver(environment),
                conversions);
    }

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return Set.of(new ConvertiblePair(String.class, Record.class), new ConvertiblePair(String.class, Map.class));
    }

    @Override
    public boolean matches(TypeDescriptor sourceType, TypeDescriptor targetType) {
        TypeDescriptor section =
                Map.class.isAssignableFrom(targetType.getType()) ? targetType.getMapValueTypeDescriptor() : targetType;
        return section != null && isOurs(section.getType());
    }

    private static boolean isOurs(Class<?> type) {
        return type.isRecord() && type.getPackage().equals(RedriveProperties.class.getPackage());
    }

    @Override
    public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        if (source != null && !source.toString().isBlank()) {
            throw new IllegalArgumentException("'" + source + "' stands where a section with properties is expected");
        }
        return Map.class.isAssignableFrom(targetType.getType())
                ? Collections.emptyMap()
                : new Binder(new MapConfigurationPropertySource())
                        .bindOrCreate("empty", Bindable.of(targetType.getType()));
    }
}

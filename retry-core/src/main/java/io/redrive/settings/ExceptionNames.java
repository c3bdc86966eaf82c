package io.redrive.settings;

import io.redrive.RedriveConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;

/** Finds exception classes by their names. */
public final class ExceptionNames {

    private static final List<String> USUAL_PACKAGES = List.of(
            "java.lang",
            "java.io",
            "java.net",
            "java.sql",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "org.springframework.kafka.listener",
            "org.springframework.kafka.support.serializer",
            "org.springframework.dao",
            "org.springframework.web.client");

    private ExceptionNames() {}

    /**
     * Returns the classes with these names.
     *
     * @param where the place that the names are in, as it is called in the text of the error
     * @throws RedriveConfigurationException when one of them does not exist, or is no exception; it tells the one that is
     *     probably meant
     */
    public static Set<Class<? extends Throwable>> resolve(String where, Collection<String> names) {
        Set<Class<? extends Throwable>> types = new LinkedHashSet<>();
        for (String name : names) {
            types.add(resolve(where, name.trim()));
        }
        return types;
    }

    private static Class<? extends Throwable> resolve(String where, String name) {
        try {
            return ClassUtils.forName(name, ClassUtils.getDefaultClassLoader()).asSubclass(Throwable.class);
        } catch (ClassNotFoundException | LinkageError | ClassCastException unknown) {
            String meant = nearest(name);
            throw new RedriveConfigurationException(
                    where + " names '" + name + "', which is not an exception class",
                    "Write the full name of an exception class"
                            + (meant == null ? "" : "; did you mean " + meant + "?"),
                    unknown);
        }
    }

    private static @Nullable String nearest(String name) {
        int packageEnd = name.lastIndexOf('.');
        Set<String> packages = new LinkedHashSet<>();
        if (packageEnd > 0) {
            packages.add(name.substring(0, packageEnd));
        }
        packages.addAll(USUAL_PACKAGES);
        List<String> candidates = new ArrayList<>();
        for (String each : packages) {
            candidates.addAll(classesIn(each));
        }
        String simpleName = name.substring(packageEnd + 1);
        // The right class in the wrong package, or in none.
        List<String> sameName = candidates.stream()
                .filter(each -> each.substring(each.lastIndexOf('.') + 1).equals(simpleName) && isException(each))
                .toList();
        return sameName.isEmpty()
                ? NearestName.of(
                        name,
                        candidates.stream()
                                .filter(each -> NearestName.of(name, List.of(each)) != null && isException(each))
                                .toList())
                : sameName.get(0);
    }

    private static boolean isException(String name) {
        try {
            return Throwable.class.isAssignableFrom(ClassUtils.forName(name, ClassUtils.getDefaultClassLoader()));
        } catch (ClassNotFoundException | LinkageError unusable) {
            return false;
        }
    }

    /** Returns the names of the classes of a package, also of one of the JDK; empty when they cannot be listed. */
    private static List<String> classesIn(String packageName) {
        List<String> names = new ArrayList<>();
        try {
            for (Resource resource : new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:" + packageName.replace('.', '/') + "/*.class")) {
                addClass(packageName, resource.getFilename(), names);
            }
            FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
            Path modules = jdk.getPath("packages", packageName);
            if (Files.isDirectory(modules)) {
                try (Stream<Path> links = Files.list(modules)) {
                    for (Path module : links.toList()) {
                        Path directory = jdk.getPath(
                                        "modules", module.getFileName().toString())
                                .resolve(packageName.replace('.', '/'));
                        try (Stream<Path> files = Files.list(directory)) {
                            files.forEach(file ->
                                    addClass(packageName, file.getFileName().toString(), names));
                        }
                    }
                }
            }
        } catch (IOException | RuntimeException unlisted) {
            // A hint less; what is wrong is told all the same.
            return names;
        }
        return names;
    }

    private static void addClass(String packageName, @Nullable String file, List<String> names) {
        if (file != null && file.endsWith(".class") && !file.contains("$")) {
            names.add(packageName + "." + file.substring(0, file.length() - ".class".length()));
        }
    }
}

package io.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What applications may build on: nothing of it changes by accident. */
class PublicApiTests {

    private static final Set<String> API =
            Set.of("io.redrive", "io.redrive.deadletter", "io.redrive.event", "io.redrive.redrive");
    private static final Path LISTING = Path.of("..", "src", "docs", "api.txt");

    /** Run with {@code -Dapi.write=true} to accept what has changed. */
    @Test
    void isWhatItWas() throws IOException {
        String listing = listing();
        if (Boolean.getBoolean("api.write")) {
            Files.writeString(LISTING, listing);
        }

        assertThat(listing)
                .as("src/docs/api.txt; if the change is meant, run with -Dapi.write=true and say it in CHANGELOG.md")
                .isEqualTo(Files.readString(LISTING));
    }

    @Test
    void everyOtherPackageSaysThatItIsNone() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            List<Path> packages =
                    files.filter(file -> file.endsWith("package-info.java")).toList();

            assertThat(packages).hasSizeGreaterThan(API.size()).allSatisfy(file -> {
                String text = Files.readString(file);
                boolean api = API.stream().anyMatch(name -> text.contains("package " + name + ";"));
                assertThat(text.contains("Not API.")).as(file.toString()).isNotEqualTo(api);
            });
        }
    }

    private static String listing() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.redrive").stream()
                        .filter(type -> API.contains(type.getPackageName())
                                && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::reflect)
                        .sorted((one, other) -> one.getName().compareTo(other.getName()))
                        .map(PublicApiTests::described)
                        .collect(Collectors.joining("\n"));
    }

    private static String described(Class<?> type) {
        Stream<String> members = Stream.of(
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(PublicApiTests::isApi)
                                .map(Constructor::toGenericString),
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(PublicApiTests::isApi)
                                .map(PublicApiTests::described),
                        Arrays.stream(type.getDeclaredFields())
                                .filter(PublicApiTests::isApi)
                                .map(Field::toGenericString))
                .flatMap(each -> each)
                .sorted()
                .map(member -> "    " + member + "\n");
        return head(type) + "\n" + members.collect(Collectors.joining());
    }

    /** Not as Java tells it, which differs from version to version. */
    private static String head(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isRecord() ? "record" : "class";
        String supertypes = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .filter(parent ->
                        !Set.of(Object.class, Record.class, Annotation.class).contains(parent))
                .map(Type::getTypeName)
                .collect(Collectors.joining(", "));
        return (Modifier.isFinal(type.getModifiers()) ? "final " : "")
                + (type.isSealed() ? "sealed " : "")
                + (kind.equals("class") && Modifier.isAbstract(type.getModifiers()) ? "abstract " : "")
                + kind + " " + type.getTypeName()
                + (supertypes.isEmpty() ? "" : " : " + supertypes);
    }

    private static String described(Method method) {
        Object value = method.getDefaultValue();
        return method.toGenericString()
                + (value == null
                        ? ""
                        : " default "
                                + (value instanceof Object[] several ? Arrays.toString(several) : "\"" + value + "\""));
    }

    private static boolean isApi(Member member) {
        return (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()))
                && !member.isSynthetic()
                && !(member instanceof Executable && isOfObject(member));
    }

    /** What every record has; records that are compared by anything but their components do not exist here. */
    private static boolean isOfObject(Member member) {
        return Set.of("equals", "hashCode", "toString").contains(member.getName());
    }
}

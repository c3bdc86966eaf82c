package io.redrive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.autoconfigure.RedriveProperties;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** What the documentation names exists, and what it gives as a whole file compiles. */
class DocumentationTests {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern PROPERTY = Pattern.compile("`(redrive\\.[^`=:\\s]+)[^`]*`");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Tests))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void everyPropertyExists() {
        Set<String> meters = meters();

        assertNone(
                text -> Stream.concat(
                        matches(PROPERTY, prose(text)).stream().filter(name -> !meters.contains(name)),
                        blocks(text, "yaml").flatMap(DocumentationTests::properties)),
                (page, name) -> !isProperty(name));
    }

    @Test
    void everyTestExists() {
        Set<String> tests = files(ROOT, ".java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());

        assertNone(text -> matches(TEST, prose(text)).stream(), (page, test) -> !tests.contains(test));
    }

    @Test
    void everyLinkLeadsSomewhere() {
        assertNone(
                text -> matches(LINK, prose(text)).stream().filter(link -> !link.startsWith("https://")),
                (page, link) -> !leadsSomewhere(page, link));
    }

    @Test
    void wholeFilesCompile(@TempDir Path classes) {
        List<JavaFileObject> sources = pages().values().stream()
                .flatMap(text -> blocks(text, "java"))
                .filter(block -> block.startsWith("package "))
                .<JavaFileObject>map(Source::new)
                .toList();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();

        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-parameters", "-d", classes.toString()),
                        null,
                        sources)
                .call();

        assertThat(sources).hasSizeGreaterThanOrEqualTo(2);
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    /** Tells of all pages at once what is wrong in them. */
    private static void assertNone(Function<String, Stream<String>> named, BiPredicate<Path, String> wrong) {
        List<String> mistakes = new ArrayList<>();
        pages().forEach((page, text) -> named.apply(text)
                .filter(name -> wrong.test(page, name))
                .forEach(name -> mistakes.add(page.getFileName() + ": " + name)));

        assertThat(mistakes).isEmpty();
    }

    private static boolean isProperty(String name) {
        List<String> path = elements(name);
        return path.get(0).equals("redrive") && exists(RedriveProperties.class, path.subList(1, path.size()));
    }

    private static List<String> elements(String name) {
        // A listener's id, and a list's element, as documentation writes them.
        ConfigurationPropertyName parsed = ConfigurationPropertyName.adapt(
                name.replaceAll("<[^>]+>", "any").replaceAll("\\.\\*$", "").replaceAll("\\[\\d+]$", ""), '.');
        return Stream.iterate(0, i -> i < parsed.getNumberOfElements(), i -> i + 1)
                .map(i -> parsed.getElement(i, Form.DASHED))
                .toList();
    }

    private static boolean exists(Type type, List<String> path) {
        if (path.isEmpty()) {
            return true;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            Type values = generic.getActualTypeArguments()[1];
            // Names of Kafka's own settings have dots.
            return values == String.class || exists(values, path.subList(1, path.size()));
        }
        if (type instanceof Class<?> owner && owner.isRecord()) {
            for (RecordComponent component : owner.getRecordComponents()) {
                if (dashed(component.getName()).equals(path.get(0))) {
                    return exists(component.getGenericType(), path.subList(1, path.size()));
                }
            }
        }
        return false;
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    /** Meters have names like properties; they are written in the starter's code. */
    private static Set<String> meters() {
        Pattern literal = Pattern.compile("\"(redrive\\.[a-z.]+)\"");
        return files(ROOT.resolve("retry-autoconfigure/src/main/java"), ".java").stream()
                .flatMap(file -> matches(literal, read(file)).stream())
                .collect(Collectors.toSet());
    }

    private static Stream<String> properties(String yaml) {
        try {
            List<String> names = new ArrayList<>();
            for (PropertySource<?> source : new YamlPropertySourceLoader()
                    .load("documentation", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
                names.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
            }
            return names.stream().filter(name -> name.startsWith("redrive."));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String path = link.replaceAll("#.*", "");
        Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        return Files.exists(target)
                && (!link.contains("#") || headings(read(target)).contains(link.replaceAll(".*#", "")));
    }

    private static Set<String> headings(String text) {
        return matches(HEADING, text).stream()
                .map(heading -> heading.toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Map<Path, String> pages() {
        return Stream.of(
                        List.of(ROOT.resolve("README.md")),
                        files(ROOT.resolve("src/docs"), ".md"),
                        files(ROOT.resolve(".github"), ".md"))
                .flatMap(List::stream)
                .collect(Collectors.toMap(page -> page, DocumentationTests::read));
    }

    private static String prose(String text) {
        return BLOCK.matcher(text).replaceAll("");
    }

    private static Stream<String> blocks(String text, String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2));
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static List<Path> files(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        private static String name(String text) {
            return matches(Pattern.compile("(?m)^(?:public )?class (\\w+)"), text)
                    .get(0);
        }
    }
}

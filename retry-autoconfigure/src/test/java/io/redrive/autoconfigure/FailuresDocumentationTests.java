package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about failures has every text that an application can be refused with. */
class FailuresDocumentationTests {

    private static final Path ROOT = Path.of("..");
    private static final Pattern REFUSAL =
            Pattern.compile("(new RedriveConfigurationException|new TopicProblem|\\brefused)\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern EDGE = Pattern.compile("^[^\\p{Alnum}]+|[^\\p{Alnum}]+$");
    /** Shorter ones are parts of texts that say nothing by themselves. */
    private static final int SHORTEST = 12;

    @Test
    void everyRefusalIsExplained() throws IOException {
        String page = Files.readString(ROOT.resolve("src/docs/failures.md"));

        List<String> texts = Stream.of("retry-core", "retry-autoconfigure")
                .flatMap(module -> sources(ROOT.resolve(module).resolve("src/main/java")))
                .flatMap(source -> texts(source).stream())
                .distinct()
                .toList();

        assertThat(texts)
                .hasSizeGreaterThan(30)
                .allSatisfy(text -> assertThat(page).contains(text));
    }

    private static Stream<String> sources(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(FailuresDocumentationTests::read)
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the longest piece of text of what is wrong, for each place where something is refused. */
    private static List<String> texts(String source) {
        List<String> texts = new ArrayList<>();
        Matcher refusal = REFUSAL.matcher(source);
        while (refusal.find()) {
            List<List<String>> arguments = literals(source, refusal.end());
            int what = refusal.group().contains("TopicProblem") ? 1 : 0;
            if (what < arguments.size()) {
                arguments.get(what).stream()
                        .max(Comparator.comparing(String::length))
                        .map(longest ->
                                EDGE.matcher(longest.replace("\\\"", "\"")).replaceAll(""))
                        .filter(longest -> longest.length() >= SHORTEST)
                        .ifPresent(texts::add);
            }
        }
        return texts;
    }

    /** Returns the literals in each argument of a call. */
    private static List<List<String>> literals(String source, int begin) {
        List<List<String>> arguments = new ArrayList<>(List.of(new ArrayList<>()));
        Matcher literal = LITERAL.matcher(source);
        int depth = 0;
        for (int i = begin; depth >= 0; i++) {
            char each = source.charAt(i);
            if (each == '"' || each == '\'') {
                literal.region(i, source.length()).lookingAt();
                if (literal.group(1) != null) {
                    arguments.get(arguments.size() - 1).add(literal.group(1));
                }
                i = literal.end() - 1;
            } else if (each == ',' && depth == 0) {
                arguments.add(new ArrayList<>());
            } else {
                depth += each == '(' ? 1 : each == ')' ? -1 : 0;
            }
        }
        return arguments;
    }
}

package io.redrive.header;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds where in an application something failed: the first frame of a stack trace that is the application's. Without line
 * numbers and what a compiler or a proxy numbers, so that it stays the same from build to build.
 *
 * @param packages the packages that are the application's, with what is below them; where none of their frames is found, and
 *     where there are none, every frame is that is not of a well-known library
 */
public record ApplicationFrames(List<String> packages) {

    /** Those of an application that has not said which packages are its own. */
    public static final ApplicationFrames GUESSED = new ApplicationFrames(List.of());

    /** As many bytes of UTF-8 has a frame at most. */
    public static final int LONGEST = 256;

    private static final int MOST_CAUSES = 16;
    private static final List<String> LIBRARIES = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "kotlin.",
            "kotlinx.",
            "io.redrive.",
            "org.apache.kafka.",
            "org.springframework.",
            "reactor.",
            "io.micrometer.",
            "tools.jackson.",
            "com.fasterxml.jackson.");
    /** A frame as {@link Throwable#printStackTrace} writes it, perhaps with the names of a class loader and a module. */
    private static final Pattern PRINTED = Pattern.compile("^\\s+at (?:[^\\s(]*/)?([^\\s(/]+)\\.([^\\s(.]+)\\(");

    private static final Pattern GENERATED_CLASS = Pattern.compile("\\$\\$.*$");
    private static final Pattern LAMBDA = Pattern.compile("^lambda\\$(.+?)\\$\\d+$");

    /** Copies the list. */
    public ApplicationFrames {
        packages = List.copyOf(packages);
    }

    /** Returns the class and method where the application failed, divided by a dot, or null when no frame is its own. */
    public @Nullable String of(Throwable failure) {
        String own = packages.isEmpty() ? null : first(failure, this::isOwn);
        return own == null ? first(failure, ApplicationFrames::isNoLibrarys) : own;
    }

    /** Returns the same for a stack trace that was printed, together with its causes. */
    public @Nullable String in(String stackTrace) {
        String own = packages.isEmpty() ? null : first(stackTrace, this::isOwn);
        return own == null ? first(stackTrace, ApplicationFrames::isNoLibrarys) : own;
    }

    private boolean isOwn(String type) {
        return packages.stream()
                .anyMatch(each -> type.startsWith(each)
                        && (each.endsWith(".") || type.length() == each.length() || type.charAt(each.length()) == '.'));
    }

    private static boolean isNoLibrarys(String type) {
        return LIBRARIES.stream().noneMatch(type::startsWith);
    }

    private static @Nullable String first(Throwable failure, Predicate<String> wanted) {
        Throwable current = failure;
        for (int i = 0; i < MOST_CAUSES && current != null; i++) {
            for (StackTraceElement frame : frames(current)) {
                if (wanted.test(frame.getClassName())) {
                    return named(frame.getClassName(), frame.getMethodName());
                }
            }
            current = cause(current);
        }
        return null;
    }

    private static @Nullable String first(String stackTrace, Predicate<String> wanted) {
        return stackTrace
                .lines()
                .map(PRINTED::matcher)
                .filter(frame -> frame.lookingAt() && wanted.test(frame.group(1)))
                .findFirst()
                .map(frame -> named(frame.group(1), frame.group(2)))
                .orElse(null);
    }

    private static StackTraceElement[] frames(Throwable failure) {
        try {
            return failure.getStackTrace();
        } catch (RuntimeException hostile) {
            return new StackTraceElement[0];
        }
    }

    private static @Nullable Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException hostile) {
            return null;
        }
    }

    private static @Nullable String named(String type, String method) {
        Matcher lambda = LAMBDA.matcher(method);
        String written = GENERATED_CLASS.matcher(type).replaceFirst("");
        return Diagnostics.bounded(written + '.' + (lambda.matches() ? lambda.group(1) : method), LONGEST);
    }
}

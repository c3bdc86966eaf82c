package io.redrive.sample.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of Prometheus, as far as one has to understand it to know what it reads. It does not find out whether the query is
 * correct; {@code promtool} does.
 *
 * @param selectors what it reads
 * @param groupings labels that it groups or joins by
 */
record PromQl(List<Selector> selectors, Set<String> groupings) {

    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan", "start", "end");
    private static final Pattern TOKEN = Pattern.compile("\\s*+(?:#[^\\n]*+\\s*+)*+("
            + "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`" // strings
            + "|\\$\\{\\w+}|\\$\\w+" // variables of Grafana
            + "|\\d[\\w.]*|\\.\\d[\\w.]*" // numbers and durations
            + "|[a-zA-Z_:][\\w:]*" // names
            + "|[=!]~|[=!<>]=|\\S)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*");

    /**
     * The series of one metric.
     *
     * @param metric its name
     * @param labels the labels it is restricted by
     */
    record Selector(String metric, Set<String> labels) {}

    static PromQl of(String query) {
        return new Reader(tokens(query)).read();
    }

    private static List<String> tokens(String query) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(query);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        String rest = query.substring(end).replaceAll("#[^\\n]*", "");
        if (!rest.isBlank()) {
            throw new IllegalArgumentException("Not understood: " + rest);
        }
        return tokens;
    }

    private static final class Reader {

        private final List<String> tokens;
        private final List<Selector> selectors = new ArrayList<>();
        private final Set<String> groupings = new TreeSet<>();
        private int next;

        Reader(List<String> tokens) {
            this.tokens = tokens;
        }

        PromQl read() {
            while (next < tokens.size()) {
                String token = tokens.get(next++);
                String word = token.toLowerCase(Locale.ROOT);
                if (GROUPING.contains(word)) {
                    if (is("(")) {
                        groupings.addAll(names(")"));
                    }
                } else if (token.equals("[")) {
                    names("]");
                } else if (token.equals("{")) {
                    throw new IllegalArgumentException("A selector without the name of a metric");
                } else if (NAME.matcher(token).matches() && !WORDS.contains(word) && !isCalled()) {
                    selectors.add(new Selector(token, is("{") ? labels() : Set.of()));
                }
            }
            return new PromQl(selectors, groupings);
        }

        /** Aggregations may name their labels before what they aggregate. */
        private boolean isCalled() {
            return is("(") || is("by") || is("without");
        }

        private boolean is(String token) {
            return next < tokens.size() && tokens.get(next).equals(token);
        }

        private Set<String> labels() {
            return names("}");
        }

        /** Returns the names up to a closing bracket, which is read, too; strings and operators are not names. */
        private Set<String> names(String closing) {
            Set<String> names = new TreeSet<>();
            while (!is(closing)) {
                if (next == tokens.size()) {
                    throw new IllegalArgumentException("No " + closing);
                }
                String token = tokens.get(next++);
                if (NAME.matcher(token).matches()) {
                    names.add(token);
                }
            }
            next++;
            return names;
        }
    }
}

package io.redrive.redact;

import io.redrive.FailureRedaction;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Takes out what is a secret by the way it is written: values of names such as {@code password}, credentials in headers and
 * addresses, tokens and private keys. Takes time that grows with the length of the text only, whatever is in it.
 */
public final class CommonSecrets implements FailureRedaction {

    private static final String MASK = "***";
    private static final String NAMES =
            "pass(?:word|wd|phrase)|pwd|secret|credentials?|api[-_]?key|access[-_]?key|private[-_]?key"
                    + "|signing[-_]?key|account[-_]?key|(?:access|refresh|id|auth|bearer|session|security|sas)[-_]?token";
    private static final String AFTER_NAME = "\\\\{0,8}+[\"']?\\s{0,8}+[=:]";
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*+\"?";
    // A string of JSON within a string of JSON; what is quoted in it has more backslashes before its quotes.
    private static final String NESTED = "\\\\\"(?:[^\"\\\\]|\\\\[^\"\\\\]|\\\\{2,}+.)*+(?:\\\\\")?"
            + "|\\\\{2,}+\"(?:[^\"\\\\]|\\\\++[^\"\\\\])*+(?:\\\\*+\")?";
    // Not what Java tells of an array, such as [C@6d06d69c.
    private static final String ARRAY = "\\[(?!\\[*+[A-Z][\\w.$;]{0,200}+@)(?:" + STRING + "|\\[(?:" + STRING
            + "|[^\\]\"])*+\\]|[^\\[\\]\"])*+\\]?";
    private static final String QUOTED = STRING + "|" + NESTED + "|'[^']*+'?|" + ARRAY;
    private static final String BETWEEN = AFTER_NAME + "\\s{0,8}+";
    private static final String VALUE = "(?:" + QUOTED + "|[^\\s,;&\"')\\]}]++)";

    /** How names end that the patterns below know. */
    private static final List<String> ENDS = List.of(
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "secret",
            "credential",
            "credentials",
            "key",
            "token",
            "authorization");

    private static final String LAST_LETTERS = "dDeEtTlLsSyYnN";

    /**
     * What is replaced.
     *
     * @param may whether a text may hold it, which is found out much faster than that it does not: most stack traces hold nothing
     * @param pattern finds it
     * @param by what stands in its place
     */
    private record Rule(Predicate<String> may, Pattern pattern, String by) {

        Rule(Predicate<String> may, String pattern, String by) {
            this(may, Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), by);
        }

        String applied(String text) {
            return may.test(text) ? pattern.matcher(text).replaceAll(by) : text;
        }
    }

    private static final Rule PRIVATE_KEYS = new Rule(
            text -> text.contains("-----"),
            "-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\\z)",
            MASK);

    /** Of secrets that have a name. */
    private static final List<Rule> NAMED = List.of(
            new Rule(
                    text -> true,
                    "((?:proxy-)?authorization" + AFTER_NAME + ")\\s{0,8}+(?:" + QUOTED + "|[^\\r\\n\"'}\\]]++)",
                    "$1 " + MASK),
            new Rule(text -> true, "((?:" + NAMES + ")" + BETWEEN + ")" + VALUE, "$1" + MASK),
            new Rule(text -> true, "(\\btoken=)" + VALUE, "$1" + MASK));

    private static final List<Rule> OTHERS = List.of(
            new Rule(
                    text -> text.contains("://"),
                    "(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*+://[^\\s/@:?#]*+:)[^\\s/@]++@",
                    "$1" + MASK + "@"),
            new Rule(
                    text -> text.contains("oracle") || text.contains("ORACLE"),
                    "(jdbc:oracle:[a-z]{1,10}:[^\\s/@]{1,128}+/)[^\\s@]{1,256}+@",
                    "$1" + MASK + "@"),
            new Rule(
                    text -> text.contains("earer") || text.contains("EARER"),
                    "(\\bbearer\\s)\\s{0,8}+[a-z0-9._~+/=-]{12,}+",
                    "$1" + MASK),
            new Rule(text -> text.contains("eyJ"), "\\beyJ[a-z0-9_-]{8,}+\\.[a-z0-9_-]++\\.[a-z0-9_-]*+", MASK));

    @Override
    public String redact(String text) {
        String redacted = PRIVATE_KEYS.applied(text);
        if (names(redacted)) {
            for (Rule rule : NAMED) {
                redacted = rule.applied(redacted);
            }
        }
        for (Rule rule : OTHERS) {
            redacted = rule.applied(redacted);
        }
        return redacted;
    }

    /** Whether something that is named like a secret stands before a colon or an equals sign. */
    private static boolean names(String text) {
        return names(text, ':') || names(text, '=');
    }

    private static boolean names(String text, char divider) {
        for (int at = text.indexOf(divider); at >= 0; at = text.indexOf(divider, at + 1)) {
            int end = before(text, at, ' ', '\t', '\r', '\n');
            end = before(text, end, '"', '\'');
            end = before(text, end, '\\');
            for (String name : end > 0 && LAST_LETTERS.indexOf(text.charAt(end - 1)) >= 0 ? ENDS : List.<String>of()) {
                if (text.regionMatches(true, end - name.length(), name, 0, name.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns where the characters begin that stand before a place and are among these. */
    private static int before(String text, int place, char... among) {
        int begin = place;
        while (begin > 0 && isAmong(text.charAt(begin - 1), among)) {
            begin--;
        }
        return begin;
    }

    private static boolean isAmong(char one, char... among) {
        for (char each : among) {
            if (one == each) {
                return true;
            }
        }
        return false;
    }
}

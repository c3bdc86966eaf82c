package io.redrive.redact;

import io.redrive.FailureRedaction;
import java.util.List;
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
    // A string of JSON within a string of JSON.
    private static final String NESTED = "\\\\++\"(?:[^\"\\\\]|\\\\++[^\"\\\\])*+(?:\\\\*+\")?";
    private static final String QUOTED = STRING + "|" + NESTED + "|'[^']*+'?|\\[(?:" + STRING + "|[^\\]\"])*+\\]?";
    private static final String BETWEEN = AFTER_NAME + "\\s{0,8}+";
    private static final String VALUE = "(?:" + QUOTED + "|[^\\s,;&\"')\\]}]++)";

    /**
     * What is replaced.
     *
     * @param pattern finds it
     * @param by what stands in its place
     */
    private record Rule(Pattern pattern, String by) {

        Rule(String pattern, String by) {
            this(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), by);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule("-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\\z)", MASK),
            new Rule(
                    "((?:proxy-)?authorization" + AFTER_NAME + ")\\s{0,8}+(?:" + QUOTED + "|[^\\r\\n\"'}\\]]++)",
                    "$1 " + MASK),
            new Rule("((?:" + NAMES + ")" + BETWEEN + ")" + VALUE, "$1" + MASK),
            new Rule("(\\btoken=)" + VALUE, "$1" + MASK),
            new Rule("(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*+://[^\\s/@:?#]*+:)[^\\s/@]++@", "$1" + MASK + "@"),
            new Rule("(jdbc:oracle:[a-z]{1,10}:[^\\s/@]{1,128}+/)[^\\s@]{1,256}+@", "$1" + MASK + "@"),
            new Rule("(\\bbearer\\s)\\s{0,8}+[a-z0-9._~+/=-]{12,}+", "$1" + MASK),
            new Rule("\\beyJ[a-z0-9_-]{8,}+\\.[a-z0-9_-]++\\.[a-z0-9_-]*+", MASK));

    @Override
    public String redact(String text) {
        if (!mayHoldAny(text)) {
            return text;
        }
        String redacted = text;
        for (Rule rule : RULES) {
            redacted = rule.pattern().matcher(redacted).replaceAll(rule.by());
        }
        return redacted;
    }

    /** Most messages hold nothing that looks like a name with a value. */
    private static boolean mayHoldAny(String text) {
        return text.indexOf('=') >= 0
                || text.indexOf(':') >= 0
                || text.contains("-----BEGIN")
                || text.contains("eyJ")
                || text.contains("earer ");
    }
}

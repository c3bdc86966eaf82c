package io.redrive.autoconfigure.crash;

/**
 * What the listener does with a record; written into its value.
 *
 * @param number tells records apart
 * @param failures how many attempts fail
 */
record Script(int number, int failures) {

    /** Fails at every attempt. */
    static final int ALWAYS = 99;

    static Script of(String value) {
        int dash = value.indexOf("-fail-");
        return new Script(
                Integer.parseInt(value.substring(0, dash)),
                Integer.parseInt(value.substring(dash + "-fail-".length())));
    }

    String value() {
        return number + "-fail-" + failures;
    }

    boolean failsAt(int attempt) {
        return attempt <= failures;
    }
}

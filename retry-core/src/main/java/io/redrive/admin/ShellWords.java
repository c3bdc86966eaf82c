package io.redrive.admin;

import java.util.regex.Pattern;

/** Words of commands that are copied into a shell. */
public final class ShellWords {

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

    private ShellWords() {}

    /** Returns a word that every POSIX shell takes for exactly this text. */
    public static String quoted(String text) {
        return HARMLESS.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

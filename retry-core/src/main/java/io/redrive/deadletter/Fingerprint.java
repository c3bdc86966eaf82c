package io.redrive.deadletter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What dead letters with the same cause have in common: the same in every instance and every version of the application.
 *
 * @param value 16 hexadecimal digits, in lower case
 */
public record Fingerprint(String value) {

    private static final int BYTES = 8;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException when it is not that of a fingerprint
     */
    public Fingerprint {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no fingerprint: it must be " + 2 * BYTES + " digits from 0 to f");
        }
    }

    static Fingerprint of(FailureCause cause) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(cause.title().getBytes(StandardCharsets.UTF_8));
            return new Fingerprint(HexFormat.of().formatHex(digest, 0, BYTES));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.header.HeaderSignature;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes what signs records of what the properties say. */
final class Signatures {

    private static final int SHORTEST_KEY = 32;

    private Signatures() {}

    /**
     * Returns what signs, or null when there is no key.
     *
     * @throws RedriveConfigurationException when a key is too short to be one; the key itself is not told
     */
    static @Nullable HeaderSignature of(RedriveProperties.Signature properties) {
        byte[] key = key("redrive.signature.key", properties.key());
        byte[] otherKey = key("redrive.signature.other-key", properties.otherKey());
        if (key != null) {
            return new HeaderSignature(key, otherKey, properties.required());
        }
        if (otherKey != null) {
            throw new RedriveConfigurationException(
                    "redrive.signature.other-key says which signatures are accepted as well, but nothing is signed",
                    "Set redrive.signature.key, or remove redrive.signature.other-key");
        }
        return null;
    }

    private static byte @Nullable [] key(String property, @Nullable String value) {
        if (value == null) {
            return null;
        }
        byte[] key = value.getBytes(StandardCharsets.UTF_8);
        if (key.length < SHORTEST_KEY) {
            throw new RedriveConfigurationException(
                    property + " is shorter than the 32 bytes that keep others from guessing it",
                    "Set " + property
                            + " to at least 32 random characters, such as what openssl rand -base64 32 prints");
        }
        return key;
    }
}

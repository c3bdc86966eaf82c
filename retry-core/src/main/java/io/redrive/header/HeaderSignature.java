package io.redrive.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Signs what the engine writes to retry topics, and tells whether it has written what it reads there: a version byte, then
 * HMAC-SHA256 of all headers of its own with key and value of the record. Headers of the application are not signed, since
 * interceptors, tracers and mirrors add to them. Thread-safe.
 */
public final class HeaderSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte VERSION = 1;
    private static final byte[] PURPOSE = "redrive retry topic".getBytes(StandardCharsets.US_ASCII);
    /** In place of the length of what is not there, and of a header without value. */
    private static final int ABSENT = -1;

    private static final int EMPTY = -2;

    /** In this order; what is added later needs a new version. */
    private static final List<String> SIGNED = List.of(
            HeaderNames.ATTEMPTS,
            HeaderNames.DUE_TIME,
            HeaderNames.FIRST_TIMESTAMP,
            HeaderNames.ORIGINAL_TOPIC,
            HeaderNames.ORIGINAL_PARTITION,
            HeaderNames.ORIGINAL_OFFSET,
            HeaderNames.ORIGINAL_TIMESTAMP,
            HeaderNames.ORIGINAL_TIMESTAMP_TYPE,
            HeaderNames.ORIGINAL_GROUP,
            HeaderNames.EXCEPTION,
            HeaderNames.EXCEPTION_CAUSE,
            HeaderNames.EXCEPTION_MESSAGE,
            HeaderNames.EXCEPTION_STACK_TRACE,
            HeaderNames.FORWARD_ID,
            HeaderNames.FIRST_FAILURE,
            HeaderNames.PACKED);

    private final Mac signing;
    private final List<Mac> accepted;
    private final boolean required;

    /**
     * Creates one.
     *
     * @param key what is signed with
     * @param otherKey what may have been signed with as well, while keys are changed; null for nothing
     * @param required whether records without a valid signature are refused
     */
    public HeaderSignature(byte[] key, byte @Nullable [] otherKey, boolean required) {
        this.signing = mac(key);
        this.accepted = otherKey == null ? List.of(signing) : List.of(signing, mac(otherKey));
        this.required = required;
    }

    /** Returns the header that signs the others of a record. */
    public Header sign(List<Header> headers, byte @Nullable [] key, byte @Nullable [] value) {
        byte[] code = code(signing, headers, buffer(key), buffer(value));
        return new RecordHeader(
                HeaderNames.SIGNATURE,
                ByteBuffer.allocate(1 + code.length).put(VERSION).put(code).array());
    }

    /** Returns why a record is not believed to have been written by this application, or null when it is. */
    public @Nullable String problem(Headers headers, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        if (!required) {
            return null;
        }
        Header signature = headers.lastHeader(HeaderNames.SIGNATURE);
        if (signature == null || signature.value() == null) {
            return "header " + HeaderNames.SIGNATURE + " is missing";
        }
        byte[] found = signature.value();
        if (found.length == 0 || found[0] != VERSION) {
            return "header " + HeaderNames.SIGNATURE + " is of an unknown version";
        }
        byte[] code = Arrays.copyOfRange(found, 1, found.length);
        List<Header> all = Arrays.asList(headers.toArray());
        for (Mac each : accepted) {
            // Takes the same time wherever the first difference is.
            if (MessageDigest.isEqual(code, code(each, all, key, value))) {
                return null;
            }
        }
        return "header " + HeaderNames.SIGNATURE + " is not what a key of this application makes of this record";
    }

    private static byte[] code(
            Mac prototype, List<Header> headers, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        Mac mac = copy(prototype);
        mac.update(PURPOSE);
        mac.update(VERSION);
        @Nullable Header[] last = new Header[SIGNED.size()];
        Header earlier = null;
        for (Header header : headers) {
            if (header.key().equals(HeaderNames.EARLIER_FAILURES)) {
                earlier = header;
            }
            int number = HeaderNames.isOwn(header.key()) ? SIGNED.indexOf(header.key()) : ABSENT;
            if (number >= 0) {
                last[number] = header;
            }
        }
        for (Header header : last) {
            update(mac, header == null ? null : buffer(header.value()), header == null ? ABSENT : EMPTY);
        }
        update(mac, key, ABSENT);
        update(mac, value, ABSENT);
        if (earlier != null) {
            // At the end, and only where it is: a first failure has none.
            update(mac, buffer(earlier.value()), EMPTY);
        }
        return mac.doFinal();
    }

    /** Lengths keep apart what would be the same one after the other. */
    private static void update(Mac mac, @Nullable ByteBuffer bytes, int otherwise) {
        int length = bytes == null ? otherwise : bytes.remaining();
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            mac.update((byte) (length >>> shift));
        }
        if (bytes != null) {
            mac.update(bytes.duplicate());
        }
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Objects.requireNonNull(key), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, missing);
        }
    }

    private static Mac copy(Mac prototype) {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException unsupported) {
            throw new IllegalStateException("Java's own " + ALGORITHM + " can be copied", unsupported);
        }
    }
}

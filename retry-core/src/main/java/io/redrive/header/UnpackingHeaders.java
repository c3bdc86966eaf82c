package io.redrive.header;

import java.util.Iterator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Headers of a record with compact ones, as if they had been written each by itself. They are unpacked when somebody looks
 * at them, which most listeners never do. Reading is thread-safe, as with Kafka's own; changing them is not.
 */
final class UnpackingHeaders implements Headers {

    private final RecordHeaders headers = new RecordHeaders();
    private byte @Nullable [] packed;

    UnpackingHeaders(Headers consumed) {
        for (Header header : consumed) {
            if (header.key().equals(HeaderNames.PACKED)) {
                packed = header.value();
            } else {
                headers.add(header);
            }
        }
    }

    @Override
    public Headers add(Header header) throws IllegalStateException {
        all().add(header);
        return this;
    }

    @Override
    public Headers add(String key, byte @Nullable [] value) throws IllegalStateException {
        all().add(key, value);
        return this;
    }

    @Override
    public Headers remove(String key) throws IllegalStateException {
        with(key).remove(key);
        return this;
    }

    @Override
    public @Nullable Header lastHeader(String key) {
        return with(key).lastHeader(key);
    }

    @Override
    public Iterable<Header> headers(String key) {
        return with(key).headers(key);
    }

    @Override
    public Header[] toArray() {
        return all().toArray();
    }

    @Override
    public Iterator<Header> iterator() {
        return all().iterator();
    }

    @Override
    public String toString() {
        return all().toString();
    }

    /** What somebody has written by itself is newer, and what the engine goes by. */
    private void addUnlessWritten(String name, byte[] value) {
        if (headers.lastHeader(name) == null) {
            headers.add(new RecordHeader(name, value));
        }
    }

    private Headers with(String key) {
        return PackedHeaders.holds(key) ? all() : headers;
    }

    private synchronized RecordHeaders all() {
        byte[] unread = packed;
        if (unread != null) {
            packed = null;
            PackedHeaders.unpack(unread, this::addUnlessWritten);
        }
        return headers;
    }
}

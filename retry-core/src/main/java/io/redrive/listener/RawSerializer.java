package io.redrive.listener;

import io.redrive.forward.RawBytes;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Serializes as the application's serializer does, except for bytes that are to be written as they are. */
final class RawSerializer implements Serializer<Object> {

    private final Serializer<Object> users;

    RawSerializer(Serializer<Object> users) {
        this.users = users;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        users.configure(configs, isKey);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object data) {
        return data instanceof RawBytes raw ? raw.bytes() : users.serialize(topic, data);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Object data) {
        return data instanceof RawBytes raw ? raw.bytes() : users.serialize(topic, headers, data);
    }

    @Override
    public void close() {
        users.close();
    }
}

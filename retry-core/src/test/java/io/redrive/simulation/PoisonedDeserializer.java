package io.redrive.simulation;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Returns the bytes as they are, except where it is meant to fail. */
final class PoisonedDeserializer implements Deserializer<byte[]> {

    @Override
    public byte[] deserialize(String topic, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
        if (headers.lastHeader(Producing.POISON) != null) {
            throw new SerializationException("as planned");
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }
}

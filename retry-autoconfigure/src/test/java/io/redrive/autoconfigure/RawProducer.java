package io.redrive.autoconfigure;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/** Writes what Kafka's own producer cannot be made to write: a header whose name is no UTF-8. */
final class RawProducer {

    private static final byte[] PLACEHOLDER = "PLACEHOLDER".getBytes(StandardCharsets.US_ASCII);
    private static final short PRODUCE = 0;
    private static final short VERSION = 9;
    private static final int CRC_AT = 17;
    private static final int CHECKED_FROM = 21;

    private RawProducer() {}

    static void send(String topic, int partition, String value, List<Header> headers) {
        Header[] all = new Header[headers.size() + 1];
        headers.toArray(all);
        all[headers.size()] = new RecordHeader(new String(PLACEHOLDER, StandardCharsets.US_ASCII), new byte[] {1});
        ByteBuffer batch = MemoryRecords.withRecords(
                        Compression.NONE,
                        new SimpleRecord(System.currentTimeMillis(), null, RetryHeaders.bytes(value), all))
                .buffer();
        int name = indexOf(batch, PLACEHOLDER);
        for (int i = 0; i < PLACEHOLDER.length; i++) {
            batch.put(name + i, (byte) (0xF8 + i % 8));
        }
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(CHECKED_FROM, batch.limit() - CHECKED_FROM));
        batch.putInt(CRC_AT, (int) crc.getValue());
        send(topic, partition, MemoryRecords.readableRecords(batch));
    }

    private static void send(String topic, int partition, MemoryRecords records) {
        ProduceRequestData request = new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(10_000)
                .setTopicData(new TopicProduceDataCollection(List.of(new TopicProduceData()
                                .setName(topic)
                                .setPartitionData(List.of(new PartitionProduceData()
                                        .setIndex(partition)
                                        .setRecords(records))))
                        .iterator()));
        ByteBuffer body = MessageUtil.toByteBufferAccessor(request, VERSION).buffer();
        String[] address = TestBroker.address().split(":", -1);
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            // Length, then the header: kind, version, number of the request, no client id, no tagged fields.
            out.writeInt(2 + 2 + 4 + 2 + 1 + body.remaining());
            out.writeShort(PRODUCE);
            out.writeShort(VERSION);
            out.writeInt(1);
            out.writeShort(-1);
            out.writeByte(0);
            out.write(body.array(), body.arrayOffset() + body.position(), body.remaining());
            out.flush();
            byte[] answer = new byte[in.readInt()];
            in.readFully(answer);
            ByteBuffer response = ByteBuffer.wrap(answer, 5, answer.length - 5);
            short error = new ProduceResponseData(new ByteBufferAccessor(response), VERSION)
                    .responses().stream()
                            .flatMap(each -> each.partitionResponses().stream())
                            .findFirst()
                            .orElseThrow()
                            .errorCode();
            if (error != 0) {
                throw new IllegalStateException("refused with error " + error);
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int indexOf(ByteBuffer bytes, byte[] wanted) {
        for (int at = 0; at <= bytes.limit() - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && bytes.get(at + same) == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        throw new IllegalStateException("not there");
    }
}

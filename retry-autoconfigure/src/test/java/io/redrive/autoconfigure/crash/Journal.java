package io.redrive.autoconfigure.crash;

import io.redrive.header.HeaderNames;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The journal of one application: every line is with the operating system, safe from SIGKILL, before the listener goes on. */
final class Journal implements AutoCloseable {

    private final String process;
    private final OutputStream file;

    Journal(Path path) {
        this.process = path.getFileName().toString();
        try {
            this.file = new FileOutputStream(path.toFile(), true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    synchronized JournalEntry write(JournalEntry.Moment moment, ConsumerRecord<?, ?> record) {
        JournalEntry entry = new JournalEntry(
                process,
                moment,
                record.topic(),
                record.partition(),
                record.offset(),
                String.valueOf(record.value()),
                attempt(record.headers()),
                dueAtMs(record.headers()),
                System.currentTimeMillis());
        try {
            file.write((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return entry;
    }

    static int attempt(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.ATTEMPTS);
        return header == null ? 1 : ByteBuffer.wrap(header.value()).getInt();
    }

    static long dueAtMs(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.DUE_TIME);
        return header == null ? 0 : new BigInteger(header.value()).longValue();
    }

    /** Returns the lines written so far. */
    static List<JournalEntry> read(Path path) {
        try {
            if (!Files.exists(path)) {
                return List.of();
            }
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(JournalEntry::parse)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

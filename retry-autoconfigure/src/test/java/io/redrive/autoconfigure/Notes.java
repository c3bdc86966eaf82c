package io.redrive.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.support.KafkaUtils;

/** What an application tells of itself, line by line, to whoever watches it from another JVM. */
final class Notes {

    /** What a line is about; the line begins with its name. */
    enum About {
        /** A container, once more when it has changed. */
        CONTAINER,
        /** A record was given to a listener or a handler. */
        DELIVERED,
        /** A listener or a handler is done with a record. */
        ENDED,
        /** What a listener or a handler was told besides. */
        TOLD,
        /** The application has started. */
        READY
    }

    private final Path file;

    Notes(Path file) {
        this.file = file;
    }

    void delivered(ConsumerRecord<String, String> record) {
        long dueAtMs = RetryHeaders.dueAtMs(record.headers(), 0);
        write(
                About.DELIVERED,
                record.value() + ": " + record.topic() + " by " + KafkaUtils.getConsumerGroupId() + " attempt "
                        + RetryHeaders.attempt(record.headers(), 1)
                        + (dueAtMs > System.currentTimeMillis() ? " early" : ""));
    }

    void ended(ConsumerRecord<String, String> record) {
        write(About.ENDED, record.value());
    }

    void told(String what) {
        write(About.TOLD, what);
    }

    synchronized void write(About about, String what) {
        try {
            Files.writeString(file, about + " " + what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns what was told so far about something, in its order. */
    List<String> read(About about) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String start = about + " ";
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

package io.redrive.campaign.journal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that is only appended to, by one process. A line is with the operating system, safe from SIGKILL, when it is
 * written. Any thread may write.
 */
public final class Journal implements AutoCloseable {

    private final OutputStream file;

    /** Opens a journal, which need not exist. */
    public Journal(Path path) {
        try {
            this.file = new FileOutputStream(path.toFile(), true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Appends a line. */
    public synchronized void write(Entry entry) {
        try {
            file.write((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the lines of a journal, without one that was being written when its process was killed. */
    public static List<Entry> read(Path path) {
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Entry::parse)
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

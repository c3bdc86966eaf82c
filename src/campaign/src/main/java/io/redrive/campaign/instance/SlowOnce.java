package io.redrive.campaign.instance;

import io.redrive.campaign.load.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Takes long the first time that any instance gets a record; were it every time, its group would never get past it. */
final class SlowOnce {

    private final Path directory;

    SlowOnce(Path directory) {
        this.directory = directory;
    }

    void dawdle(Script script) {
        try {
            Files.createFile(directory.resolve("slow-" + script.number()));
        } catch (FileAlreadyExistsException notTheFirst) {
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        long end = System.nanoTime() + Duration.ofMillis(script.count()).toNanos();
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}

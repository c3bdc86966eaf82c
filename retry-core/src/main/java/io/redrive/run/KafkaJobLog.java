package io.redrive.run;

import io.redrive.job.JobBook;
import io.redrive.scan.NoteLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** Reads a topic with jobs into a book. Used by one thread, but for {@link #wakeup}. */
final class KafkaJobLog implements JobLog, AutoCloseable {

    private final NoteLog log;

    KafkaJobLog(Map<String, Object> connection, String jobs, JobBook book, InstantSource clock) {
        this.log = new NoteLog(connection, Set.of(jobs), (topic, key, value) -> book.apply(key, value), clock);
    }

    @Override
    public void poll(Duration until) {
        log.poll(until);
    }

    @Override
    public void catchUp() {
        log.catchUp();
    }

    /** Lets the thread that reads come back at once, with an exception. */
    void wakeup() {
        log.wakeup();
    }

    @Override
    public void close() {
        log.close();
    }
}

package io.redrive.run;

import io.redrive.redrive.RedriveGuarantee;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes what a job sends and notes. Used by one thread. */
interface JobWriter {

    /**
     * Makes sure that nobody else writes from now on, as far as the application may, and that what others have begun to write is
     * either done or undone.
     *
     * @return how often what is written is written
     */
    RedriveGuarantee open();

    /**
     * Sends records and notes something in the log, all of it or nothing where that was promised. It is not known what was
     * written when it throws, but for a {@link org.apache.kafka.common.errors.RecordTooLargeException}, after which nothing was
     * written, and a {@link SomeTooLargeException}, after which everything else was sent and nothing noted.
     *
     * @param sends records; each goes to its partition where it has one and there is one of that number, and else to one by its key
     * @param notes values by key; null for what is not to be remembered
     */
    void write(List<ProducerRecord<byte[], byte[]>> sends, Map<String, byte @Nullable []> notes);

    /** Gives up what was not written, and lets go of what {@link #open} has taken. */
    void close();
}

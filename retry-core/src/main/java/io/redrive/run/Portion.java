package io.redrive.run;

import io.redrive.deadletter.DeadLetter;
import io.redrive.header.DeadLetterReader;
import io.redrive.header.RedriveHeaders;
import io.redrive.job.JobBook;
import io.redrive.job.JobCounts;
import io.redrive.job.JobRequest;
import io.redrive.redrive.RedriveOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The next dead letters of a job: those that are sent together. Used once. */
final class Portion implements Predicate<ConsumerRecord<byte[], byte[]>> {

    private static final long MOST_BYTES = 1L << 20;

    private final JobRequest request;
    private final JobBook book;
    private final Sorting sorting;
    private final int most;
    private final List<ProducerRecord<byte[], byte[]>> sends = new ArrayList<>();
    private final List<JobBook.Done> done = new ArrayList<>();
    private final Map<String, Long> skipped = new TreeMap<>();
    private long read;
    private long bytes;
    private boolean boundless;
    private Predicate<DeadLetter> among = any -> true;

    /**
     * What sorts dead letters.
     *
     * @param routes where they go
     * @param nowMs the time
     */
    record Sorting(DeadLetterReader reader, Routes routes, long nowMs) {}

    /** Creates a portion of so many records at most. */
    Portion(JobRequest request, JobBook book, Sorting sorting, int most) {
        this.request = request;
        this.book = book;
        this.sorting = sorting;
        this.most = most;
    }

    /** Takes a record in if it is to be sent, and returns whether there is room for more. */
    @Override
    public boolean test(ConsumerRecord<byte[], byte[]> record) {
        read++;
        DeadLetter letter = sorting.reader().read(record);
        if (request.selection().matches(letter) && among.test(letter)) {
            sort(record, letter);
        }
        return sends.size() < most && (bytes < MOST_BYTES || boundless);
    }

    /** Returns the same, of those among some. */
    Portion among(Predicate<DeadLetter> some) {
        among = some;
        return this;
    }

    /** Returns the same, of whatever size. */
    Portion unbounded() {
        boundless = true;
        return this;
    }

    private void sort(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        RedriveOptions options = request.options();
        if (!options.again() && book.isDone(record.partition(), record.offset())) {
            skip("done");
            return;
        }
        if (!options.archived() && book.isArchived(record.partition(), record.offset())) {
            skip("archived");
            return;
        }
        if (RedriveHeaders.times(record.headers()) >= options.mostRedrives()) {
            skip("loop");
            return;
        }
        ConsumerRecord<byte[], byte[]> edited = Editing.edited(record, options.edit());
        ProducerRecord<byte[], byte[]> send =
                sorting.routes().route(edited, options.target(), request.id(), sorting.nowMs());
        if (send == null) {
            skip("no-origin");
            return;
        }
        sends.add(Editing.placed(send, options.edit()));
        bytes += Math.max(0, edited.serializedKeySize()) + (long) Math.max(0, edited.serializedValueSize());
        done.add(new JobBook.Done(
                record.partition(), record.offset(), letter.failure().cause().fingerprint()));
    }

    private void skip(String why) {
        skipped.merge(why, 1L, Long::sum);
    }

    /** Leaves out records that no topic takes, by their place in it. */
    void leaveOut(Set<Integer> which, String why) {
        for (int place : new TreeSet<>(which).descendingSet()) {
            sends.remove(place);
            done.remove(place);
            skip(why);
        }
    }

    /** Returns what is sent. */
    List<ProducerRecord<byte[], byte[]>> sends() {
        return sends;
    }

    /** Returns the dead letters that are done with then. */
    List<JobBook.Done> done() {
        return done;
    }

    /** Returns what the job has done with it. */
    JobCounts counts() {
        return new JobCounts(read, sends.size(), skipped);
    }
}

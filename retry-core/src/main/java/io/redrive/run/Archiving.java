package io.redrive.run;

import io.redrive.deadletter.DeadLetter;
import io.redrive.header.DeadLetterReader;
import io.redrive.job.ArchiveDecision;
import io.redrive.job.JobBook;
import io.redrive.scan.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Collects the dead letters that a request changes. Used once. */
final class Archiving implements Predicate<ConsumerRecord<byte[], byte[]>> {

    private static final int SAMPLE = 10;

    private final ArchiveRequest request;
    private final JobBook book;
    private final DeadLetterReader reader;
    private final List<JobBook.Done> changed = new ArrayList<>();
    private final Map<String, Long> skipped = new TreeMap<>();

    Archiving(ArchiveRequest request, JobBook book, DeadLetterReader reader) {
        this.request = request;
        this.book = book;
        this.reader = reader;
    }

    /** Takes a record in if it is to be changed; there is always room for more, as far as the budget goes. */
    @Override
    public boolean test(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter letter = reader.read(record);
        if (request.wants(letter)) {
            boolean archived = book.isArchived(record.partition(), record.offset());
            if (archived == request.archives()) {
                skip(archived ? "archived" : "not-archived");
            } else if (!archived && book.isDone(record.partition(), record.offset())) {
                skip("done");
            } else {
                changed.add(new JobBook.Done(
                        record.partition(),
                        record.offset(),
                        letter.failure().cause().fingerprint()));
            }
        }
        return true;
    }

    private void skip(String why) {
        skipped.merge(why, 1L, Long::sum);
    }

    /** Returns what is changed. */
    List<JobBook.Done> changed() {
        return changed;
    }

    /** Returns what is noted about it. */
    ArchiveDecision decision(String id, Instant at) {
        return new ArchiveDecision(
                id,
                request.archives(),
                changed.size(),
                request.selection().parts(),
                request.by(),
                request.reason(),
                at);
    }

    /** Returns what came of it, after so much was read. */
    ArchiveResult result(Page page) {
        return new ArchiveResult(
                changed.size(),
                skipped,
                changed.stream()
                        .limit(SAMPLE)
                        .map(each -> each.partition() + ":" + each.offset())
                        .toList(),
                page.cursor(),
                page.progress());
    }
}

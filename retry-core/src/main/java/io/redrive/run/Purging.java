package io.redrive.run;

import io.redrive.admin.JobTopics;
import io.redrive.census.Offsets;
import io.redrive.job.JobBook;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanBudget;
import io.redrive.scan.ScanEnd;
import java.util.Map;

/** Deletes the oldest records of dead-letter topics for good. */
final class Purging {

    private final Letters letters;
    private final JobBook book;

    Purging(Letters letters, JobBook book) {
        this.letters = letters;
        this.book = book;
    }

    /**
     * Returns what would be deleted, as far as one look tells.
     *
     * @throws IllegalArgumentException when there is no such partition, or it has no such offset
     */
    PurgePlan plan(String topic, int partition, long to, ScanBudget budget) {
        Offsets present = letters.present().get(partition);
        if (present == null) {
            throw new IllegalArgumentException("topic " + topic + " has no partition " + partition);
        }
        if (to > present.to()) {
            throw new IllegalArgumentException(
                    "toOffset must not be above " + present.to() + ", where partition " + partition + " ends");
        }
        long[] counts = new long[2];
        Offsets wanted = new Offsets(present.from(), to);
        if (wanted.isEmpty()) {
            return new PurgePlan(topic, partition, present.from(), to, 0, 0, true);
        }
        Progress progress = letters.read(Map.of(partition, wanted), budget, record -> {
            counts[0]++;
            if (!book.isDone(partition, record.offset()) && !book.isArchived(partition, record.offset())) {
                counts[1]++;
            }
            return true;
        });
        return new PurgePlan(
                topic, partition, present.from(), to, counts[0], counts[1], progress.end() == ScanEnd.COMPLETE);
    }

    /** Deletes what is planned. */
    static void execute(PurgePlan plan, JobTopics topics) {
        if (!plan.isEmpty()) {
            topics.deleteBefore(plan.topic(), plan.partition(), plan.to());
        }
    }
}

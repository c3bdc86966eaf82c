package io.redrive.run;

import io.redrive.admin.BrokerUnavailableException;
import io.redrive.job.ArchiveDecision;
import io.redrive.job.JobBook;
import io.redrive.redrive.RedriveRefusedException;
import io.redrive.redrive.RedriveSelection;
import io.redrive.scan.DeadLetterScans;
import io.redrive.scan.Page;
import io.redrive.scan.Pass;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Archives dead letters, and deletes them for good. Thread-safe. */
public final class KafkaDeadLetters {

    private final JobDesks desks;
    private final RunSettings settings;

    KafkaDeadLetters(JobDesks desks, RunSettings settings) {
        this.desks = desks;
        this.settings = settings;
    }

    /**
     * Archives dead letters, or makes them unresolved again, as far as one look at the topic goes.
     *
     * @throws RedriveRefusedException when nothing can be noted
     * @throws OutcomeUnknownException when the brokers did not tell whether it was noted
     * @throws IllegalArgumentException when the cursor is none of the same request
     */
    public ArchiveResult archive(ArchiveRequest request) {
        RedriveSelection selection = request.selection();
        RedriveTopic topic = desks.topic(selection.topic());
        JobBook known = desks.known(topic);
        DeadLetterScans scans = desks.clients(topic.cluster()).scans();
        Archiving archiving = new Archiving(request, known, settings.reader());
        Page page = scans.pass(
                topic.name(),
                new Pass(selection.filter(), wanted -> Narrowing.to(selection, wanted), request.cursor()),
                settings.plan(),
                archiving);
        if (!request.dryRun() && !archiving.changed().isEmpty()) {
            JobDesk desk = desks.open(topic);
            JobBook book = desk.book();
            ArchiveDecision decision =
                    archiving.decision(settings.newId(), settings.clock().instant());
            append(topic, book.decided(decision, archiving.changed(), begins(scans, topic)));
            desk.await(JobDesks.PATIENCE, () -> book.knows(decision.id()));
        }
        return archiving.result(page);
    }

    private static void append(RedriveTopic topic, Map<String, byte @Nullable []> notes) {
        try {
            JobDesks.append(topic, notes);
        } catch (AuthorizationException | RecordTooLargeException refused) {
            throw refused;
        } catch (KafkaException failure) {
            throw new OutcomeUnknownException("that was noted", failure);
        }
    }

    /**
     * Returns what would be deleted of a dead-letter topic, as far as one look at it tells.
     *
     * @param toOffset the first offset that is left
     * @throws IllegalArgumentException when there is no such partition, or it has no such offset
     */
    public PurgePlan planPurge(String name, int partition, long toOffset) {
        RedriveTopic topic = desks.topic(name);
        return new Purging(new KafkaLetters(desks.clients(topic.cluster()).scans(), name), desks.known(topic))
                .plan(name, partition, toOffset, settings.plan());
    }

    /**
     * Deletes the oldest records of a partition for good.
     *
     * @throws RedriveRefusedException when a job is running for the topic
     * @throws OutcomeUnknownException when the brokers did not tell whether they have done it
     */
    public void purge(PurgePlan plan) {
        RedriveTopic topic = desks.topic(plan.topic());
        JobDesk desk = desks.loaded(topic);
        if (desk != null) {
            JobDesks.refuseWhileRunning(topic, desk.book().active());
        }
        try {
            Purging.execute(plan, desks.clients(topic.cluster()).topics());
        } catch (BrokerUnavailableException unavailable) {
            throw new OutcomeUnknownException("these records were deleted", unavailable);
        }
    }

    private static Map<Integer, Long> begins(DeadLetterScans scans, RedriveTopic topic) {
        Map<Integer, Long> begins = new TreeMap<>();
        scans.present(topic.name()).forEach((partition, offsets) -> begins.put(partition, offsets.from()));
        return begins;
    }
}

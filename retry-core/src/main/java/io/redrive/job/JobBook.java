package io.redrive.job;

import io.redrive.deadletter.Fingerprint;
import io.redrive.redrive.RedriveOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log of one dead-letter topic says: its jobs, and which of its dead letters are done with or archived. The last value of each key
 * counts, so that it may be compacted, but the notes of a job only ever go forward. Thread-safe.
 */
public final class JobBook {

    /** So many jobs that are over are remembered. */
    public static final int MOST_JOBS = 50;

    /** What became of records is followed for so long after their job was over. */
    public static final Duration FOLLOWED = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(JobBook.class);

    private final Map<String, JobRequest> requests = new HashMap<>();
    private final Map<String, JobChange> changes = new HashMap<>();
    private final Map<String, JobSnapshot> snapshots = new HashMap<>();
    private final DoneLetters done = new DoneLetters();
    private final Archive archive = new Archive();
    private Claim claim = Claim.NONE;
    private long signs;
    private long leftNumber;
    private @Nullable String notedTopic;
    private @Nullable String topic;

    /** Takes note of a record of the log; what cannot be read is left out. */
    public synchronized void apply(String key, byte @Nullable [] value) {
        try {
            JobKeys.read(key, new JobKeys.Reader() {
                @Override
                public void request(String id) {
                    put(requests, id, value == null ? null : JobRequest.read(id, value));
                }

                @Override
                public void change(String id) {
                    put(changes, id, value == null ? null : JobChange.read(value));
                }

                @Override
                public void job(String id) {
                    note(id, value == null ? null : JobSnapshot.read(value));
                }

                @Override
                public void done(DoneLetters.Place place) {
                    done.apply(place, value);
                }

                @Override
                public void left() {
                    leftNumber = value == null ? 0 : Long.parseLong(JobKeys.text(value));
                }

                @Override
                public void archived(DoneLetters.Place place, String decision) {
                    archive.apply(place, decision, value);
                }

                @Override
                public void decision(String id) {
                    archive.apply(id, value == null ? null : ArchiveDecision.read(id, value));
                }

                @Override
                public void topic() {
                    notedTopic = value == null ? null : JobKeys.text(value);
                }
            });
        } catch (RuntimeException malformed) {
            log.warn("A record of the jobs of dead letters cannot be read and is left out: key {}", key, malformed);
        }
    }

    private static <T> void put(Map<String, T> values, String id, @Nullable T value) {
        if (value == null) {
            values.remove(id);
        } else {
            values.put(id, value);
        }
    }

    private synchronized void note(String id, @Nullable JobSnapshot snapshot) {
        if (snapshot == null) {
            snapshots.remove(id);
            return;
        }
        signs++;
        JobSnapshot known = snapshots.get(id);
        // What was written here is known before it is read, and what is read then is older.
        if (known == null || snapshot.claim().compareTo(known.claim()) >= 0) {
            snapshots.put(id, snapshot);
        }
        if (snapshot.claim().compareTo(claim) > 0) {
            claim = snapshot.claim();
        }
    }

    /** Returns the last note of whoever has taken over last. */
    public synchronized Claim claim() {
        return claim;
    }

    /** Whether whoever has taken over last has ended in good order, so that nobody runs the jobs. */
    public synchronized boolean isLeft() {
        return claim.number() > 0 && leftNumber == claim.number();
    }

    /** Returns a number that grows whenever somebody has noted something. */
    public synchronized long signs() {
        return signs;
    }

    /** Returns all jobs, the newest first. */
    public synchronized List<Job> jobs() {
        return requests.values().stream()
                .map(each -> new Job(each, snapshots.get(each.id()), changes.get(each.id())))
                .sorted(Job.OLDEST_FIRST.reversed())
                .toList();
    }

    /** Returns a job, or null when there is none. */
    public synchronized @Nullable Job find(String id) {
        JobRequest request = requests.get(id);
        return request == null ? null : new Job(request, snapshots.get(id), changes.get(id));
    }

    /** Returns the job that was taken on and is not over, or null. */
    public @Nullable Job active() {
        return jobs().stream()
                .filter(each -> each.snapshot() != null && !each.state().isOver())
                .max(Comparator.comparing(
                        each -> Objects.requireNonNull(each.snapshot()).claim()))
                .orElse(null);
    }

    /** Returns the jobs that nobody has taken on, the oldest first. */
    public List<Job> requested() {
        return jobs().stream()
                .filter(each -> each.snapshot() == null)
                .sorted(Job.OLDEST_FIRST)
                .toList();
    }

    /** Returns the job that was over last if it is not known yet what became of all that it has sent, or null. */
    public @Nullable Job followed(Instant now) {
        return jobs().stream()
                .filter(each -> each.snapshot() != null && ended(each) != null)
                .max(Comparator.comparing(each -> Objects.requireNonNull(ended(each))))
                .filter(each -> isFollowed(Objects.requireNonNull(each.snapshot()), now))
                .orElse(null);
    }

    private static boolean isFollowed(JobSnapshot snapshot, Instant now) {
        RedriveOutcome outcome = snapshot.outcome();
        Instant ended = snapshot.times().ended();
        return !outcome.known() && snapshot.counts().sent() > 0 && ended != null && now.isBefore(ended.plus(FOLLOWED));
    }

    private static @Nullable Instant ended(Job job) {
        JobSnapshot snapshot = job.snapshot();
        // What was refused never began, and ends nothing.
        return snapshot == null || snapshot.counts().read() == 0
                ? null
                : snapshot.times().ended();
    }

    /** Whether somebody has to do something, at an instant. */
    public boolean needsWork(Instant now) {
        Job active = active();
        return !requested().isEmpty()
                || (active == null
                        ? followed(now) != null
                        : active.isChanged() || JobMachine.needsWork(active.state()));
    }

    /** Whether a dead letter is done with. */
    public synchronized boolean isDone(int partition, long offset) {
        return isOfTopic() && done.contains(partition, offset);
    }

    /** Returns how many of a run of offsets are done with, by fingerprint. */
    public synchronized Map<Fingerprint, Long> done(int partition, long from, long to) {
        return isOfTopic() ? done.count(partition, from, to) : Map.of();
    }

    /** Returns how many of a run of offsets are done with or archived, by fingerprint. */
    public synchronized Map<Fingerprint, Long> resolved(int partition, long from, long to) {
        Map<Fingerprint, Long> resolved = new HashMap<>(done(partition, from, to));
        archive.count(partition, from, to, isOfTopic() ? done : new DoneLetters())
                .forEach((fingerprint, count) -> resolved.merge(fingerprint, count, Long::sum));
        return resolved;
    }

    /** Whether a dead letter is archived. */
    public synchronized boolean isArchived(int partition, long offset) {
        return archive.contains(partition, offset);
    }

    /** Returns how many of a run of offsets are archived. */
    public synchronized long archived(int partition, long from, long to) {
        return archive.count(partition, from, to, new DoneLetters()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Returns the last decisions to archive dead letters or not, the newest first. */
    public synchronized List<ArchiveDecision> decisions() {
        return archive.decisions();
    }

    /** Whether a decision was read, and with it all that it has changed. */
    public synchronized boolean knows(String decision) {
        return archive.knows(decision);
    }

    /**
     * Returns what is to be written for a decision, by key, in this order: anybody may write it.
     *
     * @param letters those that it changes
     * @param begins where the partitions begin; what is known of what was before is not remembered any more
     */
    public synchronized Map<String, byte @Nullable []> decided(
            ArchiveDecision decision, List<Done> letters, Map<Integer, Long> begins) {
        Map<String, byte @Nullable []> written = new LinkedHashMap<>(archive.cleaned(begins));
        written.putAll(archive.written(decision, letters(letters)));
        return written;
    }

    /** Notes the id of the dead-letter topic: one that was made anew has another, and nothing of it is done. */
    public synchronized void topicIs(String id) {
        topic = id;
        archive.topicIs(id);
    }

    private boolean isOfTopic() {
        return topic == null || notedTopic == null || topic.equals(notedTopic);
    }

    /** Returns what is to be written to say that dead letters are done with, by key. */
    public synchronized Map<String, byte @Nullable []> done(List<Done> more) {
        DoneLetters added = letters(more);
        Map<String, byte @Nullable []> blocks = new TreeMap<>();
        added.places().forEach(place -> blocks.put(JobKeys.done(place), done.written(place, added)));
        return blocks;
    }

    private static DoneLetters letters(List<Done> some) {
        DoneLetters letters = new DoneLetters();
        some.forEach(each -> letters.add(each.partition(), each.offset(), each.fingerprint()));
        return letters;
    }

    /** Returns what is to be written so that nothing is remembered that nobody needs any more, by key; null for no value. */
    public synchronized Map<String, byte @Nullable []> cleaned(Map<Integer, Long> begins) {
        Map<String, byte @Nullable []> cleaned = new TreeMap<>(archive.cleaned(begins));
        boolean anew = !isOfTopic();
        for (DoneLetters.Place place : done.places()) {
            Long begin = begins.get(place.partition());
            if (anew || begin == null || (place.block() + 1) * DoneLetters.BLOCK <= begin) {
                cleaned.put(JobKeys.done(place), null);
            }
        }
        if (topic != null && !topic.equals(notedTopic)) {
            cleaned.put(JobKeys.TOPIC, JobKeys.bytes(topic));
        }
        List<Job> over = new ArrayList<>(jobs().stream()
                .filter(each -> each.state().isOver())
                .skip(MOST_JOBS)
                .toList());
        over.forEach(each -> JobKeys.all(each.id()).forEach(key -> cleaned.put(key, null)));
        return cleaned;
    }

    /**
     * A dead letter that is done with or archived.
     *
     * @param fingerprint of its cause
     */
    public record Done(int partition, long offset, Fingerprint fingerprint) {}
}

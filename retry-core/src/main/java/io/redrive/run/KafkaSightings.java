package io.redrive.run;

import io.redrive.admin.JobTopics;
import io.redrive.census.Offsets;
import io.redrive.header.RedriveHeaders;
import io.redrive.job.JobSnapshot;
import io.redrive.job.Tracking;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.scan.DeadLetterScans;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanBudget;
import io.redrive.scan.ScanEnd;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the records of one job in all topics that they can get to. First what is committed is asked for, then everything is
 * read that was written before: what failed again was forwarded before its offset was committed, and is seen. Used by one thread.
 */
final class KafkaSightings implements Sightings {

    private static final ScanBudget BUDGET = new ScanBudget(50_000, 32L << 20, Duration.ofSeconds(1));

    private final Supplier<RedriveTopic> topic;
    private final JobTopics topics;
    private final DeadLetterScans scans;
    private String job = "";
    private Tracking tracking = new Tracking();
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    KafkaSightings(Supplier<RedriveTopic> topic, JobTopics topics, DeadLetterScans scans) {
        this.topic = topic;
        this.topics = topics;
        this.scans = scans;
    }

    @Override
    public Map<String, Long> ends() {
        Map<String, Long> ends = new TreeMap<>();
        topics.ends(watched(topic.get())).forEach((partition, end) -> ends.put(text(partition), end));
        return ends;
    }

    @Override
    public RedriveOutcome of(String id, JobSnapshot snapshot) {
        if (!id.equals(job)) {
            job = id;
            tracking = new Tracking();
            positions.clear();
        }
        RedriveTopic dead = topic.get();
        Map<String, Long> committed = new HashMap<>();
        topics.committed(dead.readers()).forEach((partition, offset) -> committed.put(text(partition), offset));
        Map<TopicPartition, Long> ends = topics.ends(watched(dead));
        Map<String, Map<Integer, Offsets>> unread = new TreeMap<>();
        ends.forEach((partition, end) -> {
            long from = positions.computeIfAbsent(
                    partition, unused -> snapshot.watchFrom().getOrDefault(text(partition), 0L));
            if (from < end) {
                unread.computeIfAbsent(partition.topic(), unused -> new TreeMap<>())
                        .put(partition.partition(), new Offsets(from, end));
            }
        });
        if (read(dead, unread) && ends.keySet().containsAll(known(snapshot))) {
            tracking.settle(committed);
        }
        return tracking.outcome(snapshot.counts().sent(), snapshot.state().isOver());
    }

    /** Returns whether all of it was read. */
    private boolean read(RedriveTopic dead, Map<String, Map<Integer, Offsets>> unread) {
        ScanBudget left = BUDGET;
        boolean all = true;
        for (Map.Entry<String, Map<Integer, Offsets>> each : unread.entrySet()) {
            if (left.isSpent()) {
                return false;
            }
            boolean isDead = dead.deadLetterTopics().contains(each.getKey());
            Progress progress = scans.read(each.getKey(), each.getValue(), left, record -> see(record, isDead));
            progress.left()
                    .forEach((partition, offsets) ->
                            positions.put(new TopicPartition(each.getKey(), partition), offsets.from()));
            left = left.after(progress);
            all &= progress.end() == ScanEnd.COMPLETE;
        }
        return all;
    }

    private boolean see(ConsumerRecord<byte[], byte[]> record, boolean isDead) {
        RedriveHeaders.@Nullable Id id = RedriveHeaders.id(record.headers());
        if (id != null && id.job().equals(job)) {
            Tracking.Letter letter = new Tracking.Letter(id.partition(), id.offset());
            if (isDead) {
                tracking.dead(letter);
            } else {
                tracking.seen(letter, new Tracking.Place(record.topic(), record.partition(), record.offset()));
            }
        }
        return true;
    }

    private static Set<TopicPartition> known(JobSnapshot snapshot) {
        Set<TopicPartition> known = new HashSet<>();
        snapshot.watchFrom().keySet().forEach(each -> {
            int colon = each.lastIndexOf(':');
            known.add(new TopicPartition(each.substring(0, colon), Integer.parseInt(each.substring(colon + 1))));
        });
        return known;
    }

    private static Set<String> watched(RedriveTopic dead) {
        Set<String> watched = new HashSet<>(dead.deadLetterTopics());
        watched.addAll(dead.readers().keySet());
        return watched;
    }

    private static String text(TopicPartition partition) {
        return partition.topic() + ':' + partition.partition();
    }
}

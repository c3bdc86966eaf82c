package io.redrive.autoconfigure;

import io.redrive.admin.TopicState;
import io.redrive.autoconfigure.DeadLettersReport.Detail;
import io.redrive.autoconfigure.DeadLettersReport.Groups;
import io.redrive.census.CensusReport;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.scan.Page;
import io.redrive.scan.Progress;
import io.redrive.scan.Query;
import io.redrive.scan.ScanBudget;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * What can be asked about dead letters: each call within the budget, and only some at the same time. What cannot be answered
 * is a {@link RefusedException}. Thread-safe.
 */
final class DeadLetterQueries {

    private final DeadLetterStore store;
    private final ScanBudget budget;
    private final Semaphore scans;
    private final InstantSource clock;

    DeadLetterQueries(DeadLetterStore store, RedriveProperties.Scan scan, InstantSource clock) {
        this.store = store;
        this.budget = DeadLetterBudget.of(scan);
        this.scans = new Semaphore(scan.concurrency());
        this.clock = clock;
    }

    /** Tells of all topics, and counts what is new in them. */
    DeadLettersReport all() {
        Map<String, DeadLetterTopic> topics = store.topics();
        DeadLetterStore.Look look = store.look(topics.values());
        String error = look.error();
        // Without a place nothing is read, and what is not counted is said to be.
        boolean reads = scans.tryAcquire();
        try {
            ScanBudget left = reads ? budget : new ScanBudget(0, 0, budget.time());
            for (Map.Entry<String, DeadLetterTopic> each : topics.entrySet()) {
                TopicState state = look.topics().get(each.getKey());
                try {
                    left = state == null ? left : left.after(store.count(each.getValue(), state, left));
                } catch (KafkaException failure) {
                    // The others can be told of all the same.
                    error = error == null ? DeadLetterStore.unread(each.getValue(), failure) : error;
                }
            }
        } finally {
            if (reads) {
                scans.release();
            }
        }
        Map<String, DeadLettersReport.Topic> reported = new TreeMap<>();
        topics.forEach((name, topic) -> reported.put(
                name, DeadLetterCounts.topic(topic, look.topics().get(name), store.counted(topic), clock.instant())));
        return new DeadLettersReport(DeadLetterReports.instant(look.asOf()), error, reported);
    }

    /** Tells of one topic, and counts what is new in it. */
    Detail topic(String name) {
        DeadLetterTopic topic = known(name);
        DeadLetterStore.Look look = store.look(List.of(topic));
        scanning(() -> store.count(topic, seen(topic, look), budget));
        return DeadLetterCounts.detail(topic, look, store.counted(topic), clock.instant());
    }

    /**
     * Tells of the groups of a topic, and counts what is new in it.
     *
     * @param archived whether archived records count as well
     */
    Groups groups(String name, int limit, boolean archived) {
        DeadLetterTopic topic = known(name);
        Progress progress = scanning(() -> store.count(topic, seen(topic, store.look(List.of(topic))), budget));
        CensusReport counted = archived ? store.countedWithArchived(topic) : store.counted(topic);
        return new Groups(
                topic.name(),
                counted.groups().stream()
                        .limit(limit)
                        .map(DeadLetterCounts::group)
                        .toList(),
                counted.unresolved(),
                counted.uncounted(),
                DeadLetterCounts.scan(progress));
    }

    /** Returns a page of the records that are wanted. */
    Page records(String name, Query query) {
        DeadLetterTopic topic = known(name);
        return scanning(() -> store.browse(topic, query, budget));
    }

    /** Returns one record. */
    DeadLetter record(DeadLetterAddress address) {
        DeadLetterTopic topic = known(address.topic());
        DeadLetter letter = scanning(() -> store.read(topic, address, budget));
        if (letter == null) {
            throw new RefusedException(
                    WebEndpointResponse.STATUS_NOT_FOUND,
                    "NO_SUCH_RECORD",
                    "There is no record " + address.id() + " in " + address.topic()
                            + ": it was deleted, or there never was one at this offset");
        }
        return letter;
    }

    /** Returns what a dead letter is: {@code archived}, {@code redriven}, or null for unresolved. */
    @Nullable
    String resolution(DeadLetterAddress address) {
        return store.resolution(address);
    }

    /** Whether a dead letter is archived. */
    boolean isArchived(DeadLetterAddress address) {
        return "archived".equals(store.resolution(address));
    }

    /** Returns a topic by its name. */
    DeadLetterTopic known(String name) {
        Map<String, DeadLetterTopic> topics = store.topics();
        DeadLetterTopic known = topics.get(name);
        if (known == null) {
            throw new RefusedException(
                    WebEndpointResponse.STATUS_NOT_FOUND,
                    "UNKNOWN_TOPIC",
                    "There is no dead-letter topic " + name + ", only " + topics.keySet());
        }
        return known;
    }

    private static TopicState seen(DeadLetterTopic topic, DeadLetterStore.Look look) {
        TopicState state = look.topics().get(topic.name());
        if (state == null) {
            String error = look.error();
            throw error == null
                    ? new RefusedException(
                            WebEndpointResponse.STATUS_NOT_FOUND,
                            "MISSING_TOPIC",
                            "Topic " + topic.name() + " does not exist, or the application may not see it")
                    : new RefusedException(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, "KAFKA_UNAVAILABLE", error);
        }
        return state;
    }

    /** Does something that reads, unless others are reading. */
    <T extends @Nullable Object> T scanning(Supplier<T> scan) {
        if (!scans.tryAcquire()) {
            throw new RefusedException(
                    WebEndpointResponse.STATUS_TOO_MANY_REQUESTS,
                    "TOO_MANY_SCANS",
                    "Other calls are reading dead letters on this instance; try again in a moment");
        }
        try {
            return scan.get();
        } finally {
            scans.release();
        }
    }
}

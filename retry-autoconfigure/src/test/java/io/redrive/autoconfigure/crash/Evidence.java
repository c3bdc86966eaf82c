package io.redrive.autoconfigure.crash;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.track.SettledBeyond;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What the journals and the topics of a scenario say at one time, and what must be true of it whatever was killed. */
final class Evidence {

    private final List<Duration> delays;
    private final List<JournalEntry> journal;
    private final List<Copy> copies;
    private final Map<Place, String> mainRecords;
    private final String deadLetterTopic;

    Evidence(Scenario scenario) {
        this.delays = scenario.delays();
        this.deadLetterTopic = scenario.deadLetterTopic();
        this.mainRecords = scenario.cluster.readAll(List.of(scenario.mainTopic())).stream()
                .collect(toMap(
                        record -> new Place(record.topic(), record.partition(), record.offset()),
                        record -> new String(record.value(), StandardCharsets.UTF_8)));
        this.copies = scenario.cluster.readAll(scenario.topicsOfForwards()).stream()
                .map(Copy::of)
                .toList();
        this.journal = scenario.journal();
    }

    /** Every record was processed or is dead, as its script says, and none is both. */
    void showsNoLoss(Collection<String> sent) {
        showsNoLoss(sent, List.of());
    }

    /** Every record but those that wait was processed or is dead, as its script says, and none is both. */
    void showsNoLoss(Collection<String> sent, Collection<String> waiting) {
        Set<String> processed = journal.stream()
                .filter(entry -> entry.moment() == JournalEntry.Moment.PROCESSED)
                .map(JournalEntry::value)
                .collect(toSet());
        Set<String> dead = deadLetters().stream().map(Copy::value).collect(toSet());
        Set<String> toDie = sent.stream().filter(this::dies).collect(toSet());
        Set<String> toSucceed = new HashSet<>(sent);
        toSucceed.removeAll(toDie);
        toSucceed.removeAll(Set.copyOf(waiting));
        assertThat(processed).as("processed").isEqualTo(toSucceed);
        assertThat(dead).as("dead").isEqualTo(toDie);
    }

    /** No delivery came before its due time, and no due time before the delay since the failure had passed. */
    void showsNothingEarly() {
        Map<String, Map<Integer, Long>> firstFailures = new HashMap<>();
        entries(JournalEntry.Moment.FAILED)
                .forEach(entry -> firstFailures
                        .computeIfAbsent(entry.value(), value -> new HashMap<>())
                        .merge(entry.attempt(), entry.atMs(), Math::min));
        assertThat(entries(JournalEntry.Moment.DELIVERED))
                .filteredOn(entry -> entry.attempt() > 1)
                .allSatisfy(entry -> {
                    long failedAtMs = firstFailures.get(entry.value()).get(entry.attempt() - 1);
                    assertThat(entry.dueAtMs() - failedAtMs)
                            .isGreaterThanOrEqualTo(
                                    delays.get(entry.attempt() - 2).toMillis());
                    assertThat(entry.atMs()).isGreaterThanOrEqualTo(entry.dueAtMs());
                });
    }

    /** The attempts at every record are 1, 2, 3... as far as its script and the maximum say; one may have been repeated. */
    void showsExactAttempts() {
        Map<String, TreeSet<Integer>> attempts = entries(JournalEntry.Moment.DELIVERED).stream()
                .collect(groupingBy(JournalEntry::value, mapping(JournalEntry::attempt, toCollection(TreeSet::new))));
        assertThat(attempts)
                .allSatisfy((value, made) -> assertThat(made)
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, lastAttempt(value))
                                .boxed()
                                .toList()));
    }

    /** Copies of one forward, and only those, have one forward id. */
    void showsOneIdPerForward() {
        assertThat(copies.stream().collect(groupingBy(Copy::forwardId, mapping(Copy::forward, toSet()))))
                .allSatisfy((id, forwards) -> assertThat(forwards).hasSize(1));
        assertThat(copies.stream().collect(groupingBy(Copy::forward, mapping(Copy::forwardId, toSet()))))
                .allSatisfy((forward, ids) -> assertThat(ids).hasSize(1));
        assertThat(copies).allSatisfy(copy -> assertThat(mainRecords).containsEntry(copy.origin(), copy.value()));
    }

    /** Nothing that is committed, or noted as settled beyond it, was neither processed nor forwarded by then. */
    void covers(Map<TopicPartition, OffsetAndMetadata> committed, long byMs) {
        Set<Place> processed = new HashSet<>();
        for (JournalEntry entry : entries(JournalEntry.Moment.PROCESSED)) {
            if (entry.atMs() <= byMs) {
                processed.add(entry.place());
            }
        }
        Map<Copy.Forward, Long> forwarded = new HashMap<>();
        for (Copy copy : copies) {
            if (copy.writtenMs() <= byMs) {
                forwarded.merge(copy.forward(), copy.place().offset(), Math::max);
            }
        }
        List<Place> unaccounted = new ArrayList<>();
        mainRecords.forEach((place, value) -> {
            if (isCommitted(place, committed)
                    && !processed.contains(place)
                    && !forwarded.containsKey(new Copy.Forward(place, 2))) {
                unaccounted.add(place);
            }
        });
        for (Copy copy : copies) {
            if (isCommitted(copy.place(), committed)
                    && !processed.contains(copy.place())
                    // Its last copy stands for all of them.
                    && copy.place().offset() == forwarded.getOrDefault(copy.forward(), -1L)
                    && !forwarded.containsKey(new Copy.Forward(copy.origin(), copy.attempt() + 1))
                    && !copy.place().topic().equals(deadLetterTopic)) {
                unaccounted.add(copy.place());
            }
        }
        assertThat(unaccounted)
                .as("committed at %s, but neither processed nor forwarded: %s", byMs, committed)
                .isEmpty();
    }

    /** Returns the deliveries of a record of some topic that had been delivered before. */
    List<JournalEntry> repeatedDeliveries() {
        Set<Place> seen = new HashSet<>();
        return entries(JournalEntry.Moment.DELIVERED).stream()
                .sorted((one, other) -> Long.compare(one.atMs(), other.atMs()))
                .filter(entry -> !seen.add(entry.place()))
                .toList();
    }

    /** Returns how many copies there are beyond one of each forward. */
    long surplusCopies() {
        return copies.size() - copies.stream().map(Copy::forward).distinct().count();
    }

    List<JournalEntry> entries(JournalEntry.Moment moment) {
        return journal.stream().filter(entry -> entry.moment() == moment).toList();
    }

    List<Copy> copies() {
        return copies;
    }

    List<Copy> deadLetters() {
        return copies.stream()
                .filter(copy -> copy.place().topic().equals(deadLetterTopic))
                .toList();
    }

    /** Returns how late deliveries of retries were, as text. */
    String summary() {
        List<Long> lateness = entries(JournalEntry.Moment.DELIVERED).stream()
                .filter(entry -> entry.attempt() > 1)
                .map(entry -> entry.atMs() - entry.dueAtMs())
                .sorted()
                .toList();
        Map<String, Long> byProcess =
                entries(JournalEntry.Moment.DELIVERED).stream().collect(groupingBy(JournalEntry::process, counting()));
        return "%d records, %d deliveries %s, %d forwards, %d dead; repeated: %d deliveries, %d copies; late: %s"
                .formatted(
                        mainRecords.size(),
                        entries(JournalEntry.Moment.DELIVERED).size(),
                        byProcess,
                        copies.size(),
                        deadLetters().size(),
                        repeatedDeliveries().size(),
                        surplusCopies(),
                        lateness.isEmpty()
                                ? "-"
                                : "median " + lateness.get(lateness.size() / 2) + " ms, longest "
                                        + lateness.get(lateness.size() - 1) + " ms");
    }

    private boolean dies(String value) {
        return Script.of(value).failures() > delays.size();
    }

    private int lastAttempt(String value) {
        return Math.min(Script.of(value).failures(), delays.size()) + 1;
    }

    private static boolean isCommitted(Place place, Map<TopicPartition, OffsetAndMetadata> committed) {
        OffsetAndMetadata at = committed.get(new TopicPartition(place.topic(), place.partition()));
        return at != null
                && (place.offset() < at.offset()
                        || SettledBeyond.decode(at.offset(), at.metadata()).contains(place.offset()));
    }
}

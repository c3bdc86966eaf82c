package io.redrive.campaign.check;

import static java.util.stream.Collectors.groupingBy;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Delivery;
import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Place;
import io.redrive.campaign.load.Script;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A run to decide on: its evidence, put in order. */
final class Case {

    private final Promises promises;
    private final Evidence evidence;
    private final Map<Integer, Acknowledged> records = new TreeMap<>();
    private final Map<Integer, List<Call>> calls;
    private final Map<Integer, List<DeadLetter>> dead;

    Case(Promises promises, Evidence evidence) {
        this.promises = promises;
        this.evidence = evidence;
        Stream.concat(evidence.topics().main().stream(), evidence.acknowledged().stream())
                .forEach(record -> records.put(Script.of(record.script()).number(), record));
        this.calls = evidence.instances().entrySet().stream()
                .flatMap(journal -> calls(journal.getKey(), journal.getValue()).stream())
                .sorted(Comparator.comparingLong(Call::beganNanos))
                .collect(groupingBy(Call::number));
        this.dead = evidence.topics().dead().stream().collect(groupingBy(DeadLetter::number));
    }

    Promises promises() {
        return promises;
    }

    Evidence evidence() {
        return evidence;
    }

    /** Returns the records that were to be processed, by number. */
    Map<Integer, Acknowledged> records() {
        return records;
    }

    Acknowledged record(int number) {
        return Objects.requireNonNull(records.get(number), () -> "Nobody has sent record " + number);
    }

    Script script(int number) {
        return Script.of(record(number).script());
    }

    /** Returns the calls for a record, in the order in which they began. */
    List<Call> calls(int number) {
        return calls.getOrDefault(number, List.of());
    }

    Stream<Call> allCalls() {
        return calls.values().stream().flatMap(List::stream);
    }

    List<DeadLetter> dead(int number) {
        return dead.getOrDefault(number, List.of());
    }

    boolean isProcessed(int number) {
        return calls(number).stream().anyMatch(call -> call.is(Delivery.Moment.DONE));
    }

    /** Returns the incidents of a kind, in their order. */
    List<Incident> incidents(Incident.Kind kind) {
        return evidence.incidents().stream()
                .filter(incident -> incident.kind() == kind)
                .toList();
    }

    private static List<Call> calls(String instance, List<Entry> journal) {
        // By place and thread of time: a place can be delivered again by the same instance, but not before its call has
        // ended.
        Map<Place, Delivery> open = new HashMap<>();
        List<Call> calls = new ArrayList<>();
        for (Entry entry : journal) {
            if (entry instanceof Delivery delivery) {
                Delivery begun = delivery.moment() == Delivery.Moment.BEGUN
                        ? open.put(delivery.place(), delivery)
                        : open.remove(delivery.place());
                if (begun != null) {
                    calls.add(new Call(instance, begun, delivery.moment() == Delivery.Moment.BEGUN ? null : delivery));
                }
            }
        }
        open.values().forEach(begun -> calls.add(new Call(instance, begun, null)));
        return calls;
    }
}

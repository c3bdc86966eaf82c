package io.redrive.campaign.check;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Delivery;
import io.redrive.campaign.journal.Delivery.Moment;
import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Ownership;
import io.redrive.campaign.journal.Parked;
import io.redrive.campaign.journal.Place;
import io.redrive.campaign.journal.Sample;
import io.redrive.campaign.journal.Time;
import io.redrive.campaign.load.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Made-up evidence. Times are milliseconds, the same by all clocks. Delays are 1 s and 2 s, so there are three attempts. */
final class Story {

    static final String MAIN = "main";
    static final List<Duration> DELAYS = List.of(Duration.ofSeconds(1), Duration.ofSeconds(2));

    private static final long CHECKSUM = 42;

    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Map<String, List<Entry>> instances = new LinkedHashMap<>();
    private final List<Incident> incidents = new ArrayList<>();
    private final List<DeadLetter> dead = new ArrayList<>();
    private final List<String> unsettled = new ArrayList<>();

    /** Record {@code number}, sent at that time, fails so many times. */
    Story sent(int number, int failures, long atMs) {
        Script script = new Script(number, Script.Outcome.FAILS, failures);
        acknowledged.add(new Acknowledged(script.text(), place(number, 1), CHECKSUM, nanos(atMs)));
        return this;
    }

    /** A delivery of a first attempt that succeeds. */
    Story processed(String instance, int number, int attempt, long atMs) {
        return begun(instance, number, attempt, atMs).ended(instance, Moment.DONE, number, attempt, atMs + 1);
    }

    Story failed(String instance, int number, int attempt, long atMs) {
        return begun(instance, number, attempt, atMs).ended(instance, Moment.FAILED, number, attempt, atMs + 1);
    }

    Story begun(String instance, int number, int attempt, long atMs) {
        return ended(instance, Moment.BEGUN, number, attempt, atMs);
    }

    /** A delivery at a place of its own: of a copy. */
    Story copyProcessed(String instance, int number, int attempt, long atMs) {
        Place copy = new Place("retry-" + attempt, 0, 1_000L + number);
        write(instance, delivery(Moment.BEGUN, copy, subject(number, attempt), atMs, atMs));
        write(instance, delivery(Moment.DONE, copy, subject(number, attempt), atMs, atMs + 1));
        return this;
    }

    /** A delivery that is not at its due time. */
    Story processedWithDue(String instance, int number, int attempt, long dueMs, long atMs) {
        write(instance, delivery(Moment.BEGUN, place(number, attempt), subject(number, attempt), dueMs, atMs));
        write(instance, delivery(Moment.DONE, place(number, attempt), subject(number, attempt), dueMs, atMs + 1));
        return this;
    }

    Story changed(String instance, int number, int attempt, long atMs) {
        Delivery.Subject other = new Delivery.Subject(number, attempt, CHECKSUM + 1);
        write(instance, delivery(Moment.BEGUN, place(number, attempt), other, 0, atMs));
        write(instance, delivery(Moment.DONE, place(number, attempt), other, 0, atMs + 1));
        return this;
    }

    Story dead(int number) {
        dead.add(new DeadLetter(number, CHECKSUM, new Place("dlt", 0, dead.size())));
        return this;
    }

    Story parked(String instance, int number, long atMs) {
        write(instance, new Parked(place(number, 1), nanos(atMs)));
        return this;
    }

    Story lostPartition(String instance, int number, int attempt, long atMs) {
        Place place = place(number, attempt);
        write(instance, new Ownership(Ownership.Change.LOST, List.of(place.topicPartition()), nanos(atMs)));
        return this;
    }

    Story harmed(String instance, long fromMs, long toMs) {
        incidents.add(new Incident(Incident.Kind.HARM, instance, nanos(fromMs), nanos(toMs)));
        return this;
    }

    Story unsettled(String partition) {
        unsettled.add(partition);
        return this;
    }

    Story logged(String instance, long lines, long atMs) {
        write(instance, new Sample(nanos(atMs), 1, 1, "UP", new Sample.Lines(lines, lines), Sample.Missing.NONE));
        return this;
    }

    /** An instance tells that records were deleted. */
    Story told(String instance, int deleted, boolean inHealth, long atMs) {
        Sample.Missing missing = new Sample.Missing(deleted, inHealth);
        write(instance, new Sample(nanos(atMs), 1, 1, "UP", new Sample.Lines(0, 0), missing));
        return this;
    }

    Verdict judged() {
        return judged(Tolerance.ofHarmedInstances());
    }

    Verdict judged(Tolerance tolerance) {
        Evidence.Topics topics = new Evidence.Topics(List.of(), dead, unsettled);
        return Judge.judge(
                Promises.atLeastOnce(MAIN, DELAYS, tolerance),
                new Evidence(acknowledged, instances, incidents, topics));
    }

    private Story ended(String instance, Moment moment, int number, int attempt, long atMs) {
        long dueMs = attempt == 1 ? 0 : moment == Moment.BEGUN ? atMs : atMs - 1;
        write(instance, delivery(moment, place(number, attempt), subject(number, attempt), dueMs, atMs));
        return this;
    }

    private void write(String instance, Entry entry) {
        instances.computeIfAbsent(instance, none -> new ArrayList<>()).add(entry);
    }

    private static Delivery delivery(Moment moment, Place place, Delivery.Subject subject, long dueMs, long atMs) {
        return new Delivery(moment, place, subject, dueMs, new Time(atMs, nanos(atMs)));
    }

    private static Delivery.Subject subject(int number, int attempt) {
        return new Delivery.Subject(number, attempt, CHECKSUM);
    }

    private static Place place(int number, int attempt) {
        return new Place(attempt == 1 ? MAIN : "retry-" + (attempt - 1), 0, number);
    }

    private static long nanos(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}

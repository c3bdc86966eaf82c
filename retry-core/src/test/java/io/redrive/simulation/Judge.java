package io.redrive.simulation;

import io.redrive.consume.TopicRole;
import io.redrive.header.HeaderNames;
import io.redrive.header.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Sees everything and objects to what must not happen, at the moment it happens. */
final class Judge {

    private static final long STAY_MS = 3_600_000;

    private final Plan plan;
    private final SimulatedTime time;
    private final Faults faults;
    private final CommitCheck commits;
    private final List<Subject> subjects = new ArrayList<>();
    private int resolved;

    Judge(Plan plan, SimulatedTime time, SimulatedLog log, Faults faults) {
        this.plan = plan;
        this.time = time;
        this.faults = faults;
        this.commits = new CommitCheck(plan, log);
    }

    void add(Subject subject) {
        subjects.add(subject);
    }

    Subject subject(int id) {
        return subjects.get(id);
    }

    void produced(StoredRecord record) {
        Subject subject = record.subject;
        subject.origin = record;
        if (subject.kind != Subject.Kind.ORDINARY) {
            expectDeath(record, subject.kind == Subject.Kind.POISON ? "undeserializable" : "malformed-headers");
        }
    }

    /** The listener is called. */
    void delivered(StoredRecord record, ConsumerRecord<byte[], byte[]> seen, TopicRole role) {
        Subject subject = record.subject;
        check(Arrays.equals(record.key, seen.key()), "key differs", record);
        check(Arrays.equals(record.value, seen.value()), "value differs", record);
        HeaderCheck.check(record, seen.headers());
        if (role == TopicRole.DEAD_LETTER) {
            check(!record.processed || mayRepeat(subject), "dead letter is shown again", record);
            return;
        }
        check(subject.kind == Subject.Kind.ORDINARY, "undeliverable record is delivered", record);
        int attempt = record.attempt;
        check(attempt <= plan.topology.backOff().attempts(), "too many attempts", record);
        check(attempt == 1 || subject.ended.get(attempt - 1), "attempt is left out", record);
        check(mayRepeat(subject) || !subject.ended.get(attempt), "attempt is made again", record);
        subject.delivered.set(attempt);
        if (role == TopicRole.RETRY) {
            long now = time.millis();
            long punctual = Math.max(record.dueAt, record.appendedAt);
            check(
                    plan.kind != Plan.Kind.CALM || !plan.listeners.arePrompt() || now == punctual,
                    "delivered late",
                    record);
        }
    }

    /** What is parked comes back at every start. */
    private boolean mayRepeat(Subject subject) {
        return faults.excuseRepeats() || subject.isParked();
    }

    /** The engine is about to be told that the listener has ended. */
    void ended(StoredRecord record, TopicRole role) {
        record.processed = true;
        if (role != TopicRole.DEAD_LETTER) {
            record.subject.ended.set(record.attempt);
            record.subject.succeeded = true;
        }
    }

    /** The engine is about to be told that the listener has failed, when it is {@code now} for it. */
    void failed(StoredRecord record, boolean fatal, long now) {
        Subject subject = record.subject;
        int attempt = record.attempt;
        subject.ended.set(attempt);
        if (fatal) {
            expectDeath(record, "fatal-exception");
        } else if (attempt == plan.topology.backOff().attempts()) {
            expectDeath(record, "attempts-exhausted");
        } else if (plan.timeout != null && now - subject.origin.timestamp > plan.timeout.toMillis()) {
            expectDeath(record, "timed-out");
        } else {
            long asked = plan.askedMs(subject, attempt);
            if (asked >= 0) {
                expectWait(record, null, now + asked, now + asked);
                return;
            }
            Duration delay = plan.topology.backOff().delays().get(attempt - 1);
            long longest = plan.topology.jitter().longest(delay.toMillis());
            long shortest = Math.max(0, 2 * delay.toMillis() - longest);
            int level = plan.topology.levels().get(attempt - 1);
            String topic = plan.chain().retryTopics().get(level).name();
            expectWait(record, topic, now + shortest, now + longest);
        }
    }

    private void expectWait(StoredRecord record, String topic, long earliest, long latest) {
        Subject subject = record.subject;
        // A clock that differs can make a record move on to where nobody expected it.
        String where = plan.extras.clockSpreadMs() > 0 ? null : topic;
        long sooner = plan.listeners.arePrompt() ? 0 : plan.clocksDifferMs();
        subject.expectations.add(new Subject.Expectation(
                record.attempt + 1, where, null, earliest - sooner, latest + plan.toldWithinMs()));
        if (subject.refusal != Subject.Refusal.NOTHING && subject.refusal != Subject.Refusal.WITH_DIAGNOSTICS) {
            expectDeath(record, "too-large");
        }
    }

    private void expectDeath(StoredRecord record, String reason) {
        String topic = plan.chain().deadLetterTopic();
        record.subject.expectations.add(new Subject.Expectation(
                record.attempt + 1, topic, reason, time.millis() - plan.extras.clockSpreadMs(), Long.MAX_VALUE));
        if (topic == null) {
            record.subject.dropped = true;
            record.processed = true;
        }
    }

    /** A forward has become durable. */
    void forwarded(StoredRecord record) {
        Subject subject = record.subject;
        check(Arrays.equals(record.key, subject.key), "key has changed", record);
        check(Arrays.equals(record.value, subject.value), "value has changed", record);
        HeaderCheck.check(record, record.told());
        String reason = record.header(HeaderNames.DEAD_LETTER_REASON);
        check(
                subject.expectations.stream().anyMatch(expected -> expected.isMetBy(record, reason)),
                "goes where nobody sent it",
                record);
        Origin origin = new Origin(
                subject.origin.partition.topic(),
                subject.origin.partition.partition(),
                subject.origin.offset,
                0,
                TimestampType.CREATE_TIME);
        check(origin.forwardId(record.attempt).equals(record.header(HeaderNames.FORWARD_ID)), "forward id", record);
        StoredRecord before = subject.waiting.put(record.attempt, record);
        boolean movesOn = (plan.asks() || plan.extras.clockSpreadMs() > 0) && before != null && reason == null;
        check(
                !subject.forwarded.get(record.attempt) || faults.excuseRepeats() || (movesOn && isTime(before, record)),
                "forwarded again",
                record);
        if (movesOn) {
            before.movedOn = true;
        }
        subject.forwarded.set(record.attempt);
        if (reason != null) {
            subject.deadLetters++;
        }
    }

    /** Whether a record that waits long is written anew at its time. */
    private boolean isTime(StoredRecord before, StoredRecord record) {
        return record.dueAt == before.dueAt && record.timestamp >= before.timestamp + STAY_MS - plan.clocksDifferMs();
    }

    /** Whether the engine need not deliver a record any more. */
    boolean isSettled(StoredRecord record) {
        return commits.isSettled(record);
    }

    void committed(TopicPartition partition, OffsetAndMetadata offset, boolean byOwner) {
        check(byOwner, "commits what it does not own", partition);
        commits.check(partition, offset);
    }

    boolean allResolved() {
        while (resolved < subjects.size() && subjects.get(resolved).isResolved()) {
            resolved++;
        }
        return resolved == subjects.size();
    }

    /** Everything is quiet: what has become of each record must be what its script says. */
    void finish() {
        for (Subject subject : subjects) {
            check(subject.isResolved(), "is lost", subject.origin);
            if (subject.kind == Subject.Kind.ORDINARY && !subject.isParked() && plan.timeout == null) {
                int attempts = Script.attempts(subject, plan.topology.backOff().attempts());
                boolean succeeds = !Script.failsAt(subject, attempts);
                boolean tooLarge = subject.refusal.compareTo(Subject.Refusal.RETRY_TOPICS) >= 0 && attempts > 1;
                check(tooLarge || subject.succeeded == succeeds, "ends otherwise than its script", subject.origin);
                check(!subject.succeeded || subject.deadLetters == 0, "succeeds and is dead", subject.origin);
                check(
                        tooLarge || subject.delivered.cardinality() == attempts,
                        "has had more or fewer attempts than its script",
                        subject.origin);
            }
        }
    }

    static void check(boolean holds, String objection, Object about) {
        if (!holds) {
            throw new AssertionError(about + ": " + objection);
        }
    }
}

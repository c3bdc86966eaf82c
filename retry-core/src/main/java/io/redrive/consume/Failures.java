package io.redrive.consume;

import io.micrometer.observation.Observation;
import io.redrive.header.Diagnostics;
import io.redrive.header.ExceptionText;
import io.redrive.header.FailureHistory;
import io.redrive.redact.Redaction;
import io.redrive.route.DeadLetterReason;
import io.redrive.route.Routing;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a record out of the application when it has failed. Consumer thread only. */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private final Listening listening;
    private final TopicRole role;
    private final Forwarding forwarding;
    private final Redeliveries redeliveries;

    Failures(Listening listening, TopicRole role, Forwarding forwarding, Redeliveries redeliveries) {
        this.listening = listening;
        this.role = role;
        this.forwarding = forwarding;
        this.redeliveries = redeliveries;
    }

    /** Sends a record on that the listener failed on. */
    void failed(DeliveredRecord<?, ?> record, Throwable wrapper, Throwable failure) {
        AssignedPartition partition = record.partition;
        RawRecord raw = record.raw;
        try {
            if (role == TopicRole.DEAD_LETTER) {
                handlerFailed(partition, raw, failure);
            } else {
                long now = listening.clock().millis();
                Routing next = listening
                        .router()
                        .afterFailure(raw.attempt(), raw.firstTimestampMs(), failure, now, listening.random());
                forward(partition, raw, next, new Failed(wrapper, failure, now, record.attempt));
            }
        } catch (RuntimeException bug) {
            partition.ledger.detached(record.offset());
            log.error(
                    "{} could neither be processed nor forwarded; its offset is not committed, it is delivered again at"
                            + " the next start",
                    Forwarding.position(raw),
                    bug);
        }
    }

    /**
     * Sends on the records of a batch that have failed, settles those that are done, and has the others delivered again by
     * one of the next polls.
     *
     * @param batch the records as the listener was given them; null stands for what this consumer does not own
     * @param done settles a record that is done
     */
    void failed(
            List<@Nullable DeliveredRecord<?, ?>> batch,
            Throwable wrapper,
            BatchFailure failure,
            Consumer<DeliveredRecord<?, ?>> done) {
        for (int i = 0; i < batch.size(); i++) {
            DeliveredRecord<?, ?> record = batch.get(i);
            if (record == null || !record.partition.ledger.isOpen(record.offset())) {
                continue;
            }
            Throwable own = failure.failures().get(i);
            if (own != null) {
                if (!triesAgain(record, own)) {
                    failed(record, wrapper, own);
                }
            } else if (i < failure.reached()) {
                done.accept(record);
            } else {
                redeliveries.atOnce(record.partition, record.raw.again(failure.oneByOne()));
            }
        }
    }

    /** Settles a record that is done. */
    void processed(DeliveredRecord<?, ?> record) {
        forwarding.processed(record.partition, record.raw);
    }

    /** Where a listener cannot be called again in place, blocking retries are deliveries by later polls. */
    private boolean triesAgain(DeliveredRecord<?, ?> record, Throwable failure) {
        RawRecord raw = record.raw;
        RetriesInPlace inPlace = listening.retriesInPlace();
        if (raw.tries() >= inPlace.delays(role).size() || !inPlace.areFor(failure, listening.router())) {
            return false;
        }
        redeliveries.triedAgain(record.partition, raw.again(true));
        listening.metrics().triedInPlace();
        return true;
    }

    /** Gives a record up that cannot be delivered. */
    void giveUp(AssignedPartition partition, RawRecord raw, DeadLetterReason reason, Throwable failure) {
        if (role == TopicRole.DEAD_LETTER) {
            // It is where such records end; a handler cannot be shown what cannot be read.
            forwarding.settle(partition, raw);
            listening.metrics().attempted(role, AttemptOutcome.DEAD);
            listening.log().handlerFailed(Forwarding.position(raw), 1, 1, null, failure);
        } else {
            forward(
                    partition,
                    raw,
                    listening.router().giveUp(reason, failure),
                    new Failed(failure, failure, listening.clock().millis(), null));
        }
    }

    /** What ended an attempt, and when. */
    private record Failed(
            Throwable wrapper,
            Throwable failure,
            long atMs,
            @Nullable Observation attempt) {}

    private void forward(AssignedPartition partition, RawRecord raw, Routing decided, Failed failed) {
        Routing next = told(decided);
        Throwable failure = failed.failure();
        int attempts = listening.topology().backOff().attempts();
        if (next instanceof Routing.RetryAt retry) {
            listening.log().retrying(Forwarding.position(raw), raw.attempt(), attempts, retry.dueAtMs(), failure);
        } else if (next instanceof Routing.DeadLetter dead) {
            listening
                    .log()
                    .dead(
                            Forwarding.position(raw),
                            raw.attempt(),
                            attempts,
                            dead.text(),
                            Forwarding.topic(partition, next),
                            failure);
        } else if (next instanceof Routing.Drop drop) {
            listening.log().dropped(Forwarding.position(raw), raw.attempt(), attempts, drop.text(), failure);
        }
        ExceptionText text = listening.exceptionText();
        Diagnostics diagnostics =
                Diagnostics.of(failed.wrapper(), failure, text, redaction()).after(earlier(raw, text));
        if (next instanceof Routing.DeadLetter) {
            // What is retried is told apart when it is dead; until then a stack trace need not be looked at.
            diagnostics = diagnostics.at(text.frames().of(failure));
        }
        forwarding.send(new Passage(partition, raw, next, failed.atMs(), diagnostics, failed.attempt()));
    }

    /** What a listener says of its record is text like that of its failures. */
    private Routing told(Routing decided) {
        if (decided instanceof Routing.DeadLetter dead
                && !dead.text().equals(dead.reason().code())) {
            return new Routing.DeadLetter(dead.reason(), redaction().of(dead.text()), dead.topic());
        }
        if (decided instanceof Routing.Drop drop
                && !drop.text().equals(drop.reason().code())) {
            return new Routing.Drop(drop.reason(), redaction().of(drop.text()));
        }
        return decided;
    }

    private Redaction redaction() {
        return listening.safeguards().redaction();
    }

    /** Returns the failures before this one; on a main topic there are none, whatever its headers say. */
    private @Nullable String earlier(RawRecord raw, ExceptionText text) {
        return role == TopicRole.MAIN
                ? null
                : FailureHistory.after(
                        raw.record().headers(),
                        new FailureHistory.Written(
                                raw.attempt() - 1, raw.record().timestamp()),
                        text,
                        redaction());
    }

    /** A dead letter is shown again a few times, later, and then left where it is: in its topic. */
    private void handlerFailed(AssignedPartition partition, RawRecord raw, Throwable failure) {
        int tries = raw.tries() + 1;
        int most = listening.limits().deadLetterTries();
        if (tries < most) {
            long dueAtMs = redeliveries.triedAgain(partition, raw);
            listening.metrics().attempted(role, AttemptOutcome.RETRIED);
            listening.log().handlerFailed(Forwarding.position(raw), tries, most, dueAtMs, failure);
        } else {
            forwarding.settle(partition, raw);
            listening.metrics().attempted(role, AttemptOutcome.DEAD);
            listening.log().handlerFailed(Forwarding.position(raw), tries, most, null, failure);
        }
    }
}

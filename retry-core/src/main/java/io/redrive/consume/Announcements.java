package io.redrive.consume;

import io.redrive.RecordFailure;
import io.redrive.event.RecordDeadLettered;
import io.redrive.event.RecordDropped;
import io.redrive.event.RecordForwarded;
import io.redrive.event.RecordParked;
import io.redrive.event.RecordPosition;
import io.redrive.event.RecordRecovered;
import io.redrive.header.Diagnostics;
import io.redrive.header.ExceptionText;
import io.redrive.header.Origin;
import io.redrive.route.Routing;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells the application, and what counts, what has become of records. Consumer thread only. */
final class Announcements {

    private final Listening listening;
    private final TopicRole role;

    Announcements(Listening listening, TopicRole role) {
        this.listening = listening;
        this.role = role;
    }

    /** A forward is durable. */
    void arrived(RecordForward forward) {
        RawRecord raw = forward.raw;
        String topic = forward.record().topic();
        Diagnostics diagnostics = forward.diagnostics;
        if (forward.routing instanceof Routing.DeadLetter dead) {
            count(AttemptOutcome.DEAD);
            listening.metrics().deadLettered(dead.reason());
            listening
                    .events()
                    .publish(
                            RecordDeadLettered.class,
                            () -> new RecordDeadLettered(
                                    id(), origin(raw), raw.attempt(), topic, dead.text(), failure(diagnostics)));
        } else if (forward.routing instanceof Routing.RetryAt retry && diagnostics != null) {
            // Without diagnostics it goes on waiting in another place.
            count(AttemptOutcome.RETRIED);
            listening
                    .events()
                    .publish(
                            RecordForwarded.class,
                            () -> new RecordForwarded(
                                    id(),
                                    origin(raw),
                                    raw.attempt(),
                                    topic,
                                    Instant.ofEpochMilli(retry.dueAtMs()),
                                    new RecordFailure(diagnostics.cause(), diagnostics.message())));
        }
    }

    /** A record is given up. */
    void dropped(RawRecord raw, Routing.Drop drop, @Nullable Diagnostics diagnostics) {
        count(AttemptOutcome.DROPPED);
        listening
                .events()
                .publish(
                        RecordDropped.class,
                        () -> new RecordDropped(id(), origin(raw), raw.attempt(), drop.text(), failure(diagnostics)));
    }

    /** A record can be written nowhere. */
    void parked(RawRecord raw, String topic, Exception failure) {
        count(AttemptOutcome.PARKED);
        listening
                .events()
                .publish(
                        RecordParked.class,
                        () -> new RecordParked(id(), origin(raw), raw.attempt(), topic, failure(failure)));
    }

    /** The listener has ended with a record without failure. */
    void processed(RawRecord raw) {
        count(AttemptOutcome.PROCESSED);
        if (role == TopicRole.RETRY) {
            listening
                    .events()
                    .publish(RecordRecovered.class, () -> new RecordRecovered(id(), origin(raw), raw.attempt()));
        }
    }

    private void count(AttemptOutcome outcome) {
        listening.metrics().attempted(role, outcome);
    }

    private String id() {
        return listening.topology().listenerId();
    }

    private RecordPosition origin(RawRecord raw) {
        Origin origin = raw.origin(role, listening.topics());
        return new RecordPosition(origin.topic(), origin.partition(), origin.offset());
    }

    private RecordFailure failure(Exception failure) {
        Diagnostics told = Diagnostics.of(
                failure, failure, ExceptionText.MESSAGE, listening.safeguards().redaction());
        return new RecordFailure(told.cause(), told.message());
    }

    private static @Nullable RecordFailure failure(@Nullable Diagnostics diagnostics) {
        return diagnostics == null ? null : new RecordFailure(diagnostics.cause(), diagnostics.message());
    }
}

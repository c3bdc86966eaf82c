package io.redrive.consume;

import io.redrive.RecordFailure;
import io.redrive.RetryContext;
import io.redrive.header.Origin;
import io.redrive.header.RetryHeaderCodec;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads from a record where it stands. */
final class Contexts {

    private Contexts() {}

    static RetryContext of(Listening listening, TopicRole role, RawRecord raw) {
        Origin origin = raw.origin(role, listening.topics());
        // What strangers write on a main topic is nobody's failure.
        Headers headers = role == TopicRole.MAIN ? null : raw.record().headers();
        return new RetryContext(
                listening.topology().listenerId(),
                raw.attempt(),
                listening.topology().backOff().attempts(),
                headers == null ? null : instant(RetryHeaderCodec.firstFailure(headers)),
                role == TopicRole.RETRY ? Instant.ofEpochMilli(raw.dueAtMs()) : null,
                headers == null ? null : failure(headers),
                origin.topic(),
                origin.partition(),
                origin.offset());
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable RecordFailure failure(Headers headers) {
        String type = RetryHeaderCodec.failureType(headers);
        return type == null ? null : new RecordFailure(type, RetryHeaderCodec.failureMessage(headers));
    }
}

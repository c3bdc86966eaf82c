package io.redrive.consume;

import io.redrive.header.ControlHeaders;
import io.redrive.header.HeaderSignature;
import io.redrive.header.RetryHeaderCodec;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Decides whether the control headers of a record on a retry topic are followed. */
final class ControlCheck {

    private final Listening listening;

    ControlCheck(Listening listening) {
        this.listening = listening;
    }

    /** Returns why they are not, or null when they are. */
    @Nullable
    String problem(
            ConsumerRecord<ByteBuffer, ByteBuffer> record, ControlHeaders control, String mainTopic, long nowMs) {
        HeaderSignature signature = listening.safeguards().signature();
        String forged = signature == null ? null : signature.problem(record.headers(), record.key(), record.value());
        if (forged != null) {
            return forged;
        }
        if (control instanceof ControlHeaders.Malformed malformed) {
            return malformed.reason();
        }
        if (control instanceof ControlHeaders.Valid valid && !isPlausible(record.topic(), valid, nowMs)) {
            return "attempt or due time is impossible for this listener: " + valid;
        }
        return RetryHeaderCodec.hasForgedOrigin(record.headers(), mainTopic)
                ? "the origin is not one that a record of " + mainTopic + " can have"
                : null;
    }

    private boolean isPlausible(String topic, ControlHeaders.Valid control, long nowMs) {
        return listening
                .router()
                .plausible(
                        control.attempt(),
                        control.dueAtMs(),
                        nowMs,
                        listening.topics().longestWait(topic),
                        listening.limits().clockSkew());
    }
}

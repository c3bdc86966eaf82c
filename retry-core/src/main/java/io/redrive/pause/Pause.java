package io.redrive.pause;

import io.redrive.note.Fields;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Why the retries of a listener are paused.
 *
 * @param by who has said so last
 * @param reason why, or null
 * @param since when they were paused, in milliseconds
 */
public record Pause(String by, @Nullable String reason, Instant since) {

    /** Cuts what is shorter than a millisecond, which is not written. */
    public Pause {
        since = since.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns what comes of a call for a pause: one that there is goes on, and the last who calls says why. */
    static Pause after(@Nullable Pause last, String by, @Nullable String reason, Instant now) {
        return new Pause(by, reason, last == null ? now : last.since());
    }

    byte[] written() {
        return new Fields()
                .put("state", "paused")
                .put("by", by)
                .put("reason", reason)
                .put("since", Fields.millis(since))
                .written();
    }

    static Pause read(byte[] written) {
        Fields fields = Fields.read(written);
        Instant since = fields.instant("since");
        return new Pause(fields.text("by", "unknown"), fields.text("reason"), since == null ? Instant.EPOCH : since);
    }
}

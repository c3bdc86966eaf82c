package io.redrive.job;

import io.redrive.note.Fields;
import io.redrive.redrive.RedriveChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a job by now; the last one counts, so each repeats what was wanted before.
 *
 * @param token tells it from the others of its job
 * @param wanted what the job shall do
 * @param rate records per second at most, or null for as many as it was started with
 * @param by who has changed it last
 * @param reason why, or null
 * @param at when
 */
public record JobChange(
        String token,
        RedriveChange.Wanted wanted,
        @Nullable Integer rate,
        String by,
        @Nullable String reason,
        Instant at) {

    /** Returns what is wanted when this is changed, too. */
    public static JobChange after(@Nullable JobChange last, RedriveChange change, String token, Instant at) {
        RedriveChange.Wanted wanted = change.wanted();
        Integer rate = change.rate();
        if (last != null) {
            wanted = last.wanted() == RedriveChange.Wanted.CANCEL || wanted == null ? last.wanted() : wanted;
            rate = rate == null ? last.rate() : rate;
        }
        return new JobChange(
                token, wanted == null ? RedriveChange.Wanted.RUN : wanted, rate, change.by(), change.reason(), at);
    }

    byte[] written() {
        return new Fields()
                .put("token", token)
                .put("wanted", wanted)
                .put("rate", rate)
                .put("by", by)
                .put("reason", reason)
                .put("at", at.toEpochMilli())
                .written();
    }

    static JobChange read(byte[] written) {
        Fields fields = Fields.read(written);
        Long rate = fields.number("rate");
        return new JobChange(
                fields.text("token", ""),
                RedriveChange.Wanted.valueOf(fields.text("wanted", "RUN")),
                rate == null ? null : (Integer) rate.intValue(),
                fields.text("by", "unknown"),
                fields.text("reason"),
                Instant.ofEpochMilli(fields.number("at", 0)));
    }
}

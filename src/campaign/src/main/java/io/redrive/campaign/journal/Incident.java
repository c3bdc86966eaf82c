package io.redrive.campaign.journal;

import java.util.List;

/**
 * Something that was done to the run on purpose.
 *
 * @param kind which
 * @param what its text, or the journal of the instance it was done to
 * @param beganNanos when it began, as {@link Time#nanos}
 * @param endedNanos when it was done
 */
public record Incident(Kind kind, String what, long beganNanos, long endedNanos) implements Entry {

    /** Kinds of it. */
    public enum Kind {
        /** A step of the scenario's plan. */
        FAULT,
        /** An instance was killed or suspended: what it had not committed by then may be delivered again. */
        HARM,
        /** Everything was put right again. */
        HEALED
    }

    static Incident of(List<String> fields) {
        return new Incident(
                Kind.valueOf(fields.get(0)),
                fields.get(1),
                Long.parseLong(fields.get(2)),
                Long.parseLong(fields.get(3)));
    }

    @Override
    public List<?> fields() {
        return List.of(kind, what, beganNanos, endedNanos);
    }
}

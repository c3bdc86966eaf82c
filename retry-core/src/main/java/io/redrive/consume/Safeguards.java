package io.redrive.consume;

import io.redrive.redact.Redaction;

/**
 * What keeps in what must not be seen.
 *
 * @param redaction what is taken out of the text of failures
 */
public record Safeguards(Redaction redaction) {

    /** Tells everything. */
    public static final Safeguards NONE = new Safeguards(Redaction.NONE);
}

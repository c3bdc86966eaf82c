package io.redrive.consume;

import io.redrive.header.HeaderSignature;
import io.redrive.redact.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * What keeps in what must not be seen, and out what must not be believed.
 *
 * @param redaction what is taken out of the text of failures
 * @param signature what signs records on retry topics, or null for nothing
 */
public record Safeguards(Redaction redaction, @Nullable HeaderSignature signature) {

    /** Tells everything, and signs nothing. */
    public static final Safeguards NONE = new Safeguards(Redaction.NONE, null);
}

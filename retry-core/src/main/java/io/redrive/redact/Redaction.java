package io.redrive.redact;

import io.redrive.FailureRedaction;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that takes something out of the text of failures, one after the other. Never throws. Thread-safe. */
public final class Redaction {

    /** Takes out nothing. */
    public static final Redaction NONE = new Redaction(List::of);

    /** What is told instead of a text that could not be redacted. */
    static final String WITHHELD = "(withheld: its redaction failed)";

    private final Supplier<List<FailureRedaction>> source;
    private volatile @Nullable List<FailureRedaction> all;

    /**
     * Creates one.
     *
     * @param source what takes something out, in this order; asked once, when the first text comes
     */
    public Redaction(Supplier<List<FailureRedaction>> source) {
        this.source = source;
    }

    /** Returns the text as it may be told. */
    public String of(String text) {
        try {
            @Nullable String redacted = text;
            for (FailureRedaction each : all()) {
                redacted = redacted == null ? null : each.redact(redacted);
            }
            return redacted == null ? WITHHELD : redacted;
        } catch (RuntimeException | LinkageError | StackOverflowError hostile) {
            return WITHHELD;
        }
    }

    private List<FailureRedaction> all() {
        List<FailureRedaction> known = all;
        if (known == null) {
            known = List.copyOf(source.get());
            all = known;
        }
        return known;
    }
}

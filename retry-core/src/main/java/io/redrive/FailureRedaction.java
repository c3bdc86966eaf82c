package io.redrive;

/**
 * Takes out of the text of failures what must not be seen: before it is written into headers and into the log, and before it comes
 * to events, health and endpoints. Every bean of this type is asked, in their order, each for what the one before it has left;
 * first of all what {@code redrive.redaction.common-secrets} takes out.
 *
 * <p>It is given messages, stack traces and the reasons of {@link DeadLetterException}, never keys or values of records. Called on
 * consumer threads, for every failure that is told: it must be quick and thread-safe. When it throws, nothing is told of the text.
 */
@FunctionalInterface
public interface FailureRedaction {

    /** Returns the text as it may be seen; the same when there is nothing to take out. */
    String redact(String text);
}

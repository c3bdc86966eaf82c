package io.redrive.job;

/** What is done next for a job. */
public sealed interface Step {

    /**
     * Something about the job is written down.
     *
     * @param snapshot what
     */
    record Note(JobSnapshot snapshot) implements Step {}

    /**
     * More is read, and what is meant of it is sent.
     *
     * @param most records that may be sent
     */
    record Send(int most) implements Step {}

    /** It is looked at what became of what was sent. */
    record Observe() implements Step {}

    /**
     * Nothing is to be done for a while.
     *
     * @param ms milliseconds
     */
    record Wait(long ms) implements Step {}
}

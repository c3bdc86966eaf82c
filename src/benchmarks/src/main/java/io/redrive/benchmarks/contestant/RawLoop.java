package io.redrive.benchmarks.contestant;

/** What a {@link RawThread} does over and over. */
interface RawLoop {

    /** Polls once and deals with what came. */
    void run();

    /** Commits what was done, and closes what the loop has opened; the consumer is still open. */
    void end();
}

package io.redrive.benchmarks.measure;

/** What a system calls with each record it delivers; fails or succeeds, and does nothing else. */
public interface Listener {

    /**
     * Takes a record from the main topic.
     *
     * @throws ListenerFailure when the workload says that this attempt fails
     */
    void firstAttempt(int record);

    /**
     * Takes a record again.
     *
     * @param dueAtMs due time the system has set, in milliseconds since the epoch
     */
    void retry(int record, long dueAtMs);
}

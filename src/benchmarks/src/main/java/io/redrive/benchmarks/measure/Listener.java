package io.redrive.benchmarks.measure;

/** What a system calls with each record it delivers; fails or succeeds, and does nothing else. */
public interface Listener {

    /** The attempt that follows no failure. */
    int FIRST = 1;

    /**
     * Takes a record.
     *
     * @param record its number
     * @param attempt number of the attempt, from 1
     * @param dueAtMs due time the system has set, in milliseconds since the epoch; of no meaning at the first attempt
     * @throws ListenerFailure when the workload says that this attempt fails
     */
    void deliver(int record, int attempt, long dueAtMs);
}

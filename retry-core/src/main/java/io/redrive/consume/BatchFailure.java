package io.redrive.consume;

import java.util.Map;

/**
 * What became of the records of a batch that a listener has failed on.
 *
 * @param failures the failed records by index, and what each failed with
 * @param reached how many records the listener has come to: those of them that have not failed are done, the others are
 *     delivered again
 * @param oneByOne whether those delivered again come each in a batch of its own, so that the ones that fail can be told
 */
public record BatchFailure(Map<Integer, Throwable> failures, int reached, boolean oneByOne) {

    /** Returns how many records the listener is done with. */
    int done() {
        return reached
                - (int) failures.keySet().stream()
                        .filter(index -> index < reached)
                        .count();
    }

    /** Returns the same when what was done is undone, so that it is delivered again. */
    public BatchFailure withNothingDone() {
        return new BatchFailure(failures, 0, oneByOne);
    }

    /** Returns what is known when the listener has not said which of {@code size} records it failed on. */
    public static BatchFailure unknown(int size, Throwable failure) {
        return size == 1 ? new BatchFailure(Map.of(0, failure), 1, false) : new BatchFailure(Map.of(), 0, true);
    }
}

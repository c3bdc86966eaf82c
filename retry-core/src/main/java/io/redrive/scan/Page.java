package io.redrive.scan;

import io.redrive.deadletter.DeadLetter;
import java.util.List;

/**
 * A page of the dead letters that match a filter.
 *
 * @param letters the dead letters, the oldest first
 * @param cursor where to go on, or empty when everything was read
 * @param progress how far it came
 */
public record Page(List<DeadLetter> letters, String cursor, Progress progress) {

    /** Copies the list. */
    public Page {
        letters = List.copyOf(letters);
    }
}

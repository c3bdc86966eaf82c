package io.redrive.run;

import io.redrive.deadletter.DeadLetter;
import io.redrive.redrive.RedriveSelection;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * That dead letters shall be archived, or not any more.
 *
 * @param selection which
 * @param archives whether they are archived; otherwise they are unresolved again
 * @param cursor what an earlier call returned that has not come to the end, or null
 * @param dryRun whether nothing is changed
 * @param by who has decided it
 * @param reason why, or null
 * @param shown returns what whoever asks may know of a dead letter; what is not among it does not match
 */
public record ArchiveRequest(
        RedriveSelection selection,
        boolean archives,
        @Nullable String cursor,
        boolean dryRun,
        String by,
        @Nullable String reason,
        UnaryOperator<DeadLetter> shown) {

    boolean wants(DeadLetter letter) {
        return selection.matches(letter) && selection.matches(shown.apply(letter));
    }
}

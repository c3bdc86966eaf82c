package io.redrive.job;

import io.redrive.note.Fields;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has decided about dead letters: that nothing is to be done about them, or that something is, after all.
 *
 * @param id its id
 * @param archives whether they are archived from then on; otherwise they are unresolved again
 * @param records how many it has changed
 * @param selection what they were selected by
 * @param by who has decided it
 * @param reason why, or null
 * @param at when
 */
public record ArchiveDecision(
        String id,
        boolean archives,
        long records,
        Map<String, String> selection,
        String by,
        @Nullable String reason,
        Instant at) {

    /** Copies the map. */
    public ArchiveDecision {
        selection = new TreeMap<>(selection);
    }

    byte[] written() {
        return new Fields()
                .put("archives", archives)
                .put("records", records)
                .putAll("selection.", selection)
                .put("by", by)
                .put("reason", reason)
                .put("at", at.toEpochMilli())
                .written();
    }

    static ArchiveDecision read(String id, byte[] written) {
        Fields fields = Fields.read(written);
        return new ArchiveDecision(
                id,
                Boolean.parseBoolean(fields.text("archives", "true")),
                fields.number("records", 0),
                fields.all("selection."),
                fields.text("by", "unknown"),
                fields.text("reason"),
                Instant.ofEpochMilli(fields.number("at", 0)));
    }
}

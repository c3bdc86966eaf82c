package io.redrive.job;

import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.note.Fields;
import io.redrive.redrive.RedriveEdit;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveTarget;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was asked for; never changed.
 *
 * @param id id of the job
 * @param at when it was asked for
 */
public record JobRequest(String id, RedriveSelection selection, RedriveOptions options, Instant at) {

    /** Returns what is remembered of it when it is done. */
    public JobRequest done() {
        RedriveEdit edit = options.edit();
        return edit == null ? this : new JobRequest(id, selection, options.withEdit(edit.forgotten()), at);
    }

    byte[] written() {
        Long maximum = options.maximum();
        RedriveEdit edit = options.edit();
        return new Fields()
                .put("topic", selection.topic())
                .put("ids", selection.ids().isEmpty() ? null : String.join(",", new TreeSet<>(selection.ids())))
                .putAll("filter.", selection.filter().parts())
                .put("target", options.target().kind())
                .put("targetTopic", options.target().topic())
                .put("rate", options.rate())
                .put("maximum", maximum)
                .put("canary", options.canary())
                .put("again", options.again())
                .put("archived", options.archived())
                .putAll("edit.", edit == null ? Map.of() : edit.parts())
                .put("mostRedrives", options.mostRedrives())
                .put("by", options.by())
                .put("reason", options.reason())
                .put("at", at.toEpochMilli())
                .written();
    }

    static JobRequest read(String id, byte[] written) {
        Fields fields = Fields.read(written);
        @Nullable String ids = fields.text("ids");
        Map<String, String> edit = fields.all("edit.");
        RedriveOptions options = new RedriveOptions(
                new RedriveTarget(
                        RedriveTarget.Kind.valueOf(fields.text("target", "RETRY")), fields.text("targetTopic")),
                (int) fields.number("rate", 1),
                fields.number("maximum"),
                (int) fields.number("canary", 0),
                Boolean.parseBoolean(fields.text("again", "false")),
                Boolean.parseBoolean(fields.text("archived", "false")),
                edit.isEmpty() ? null : RedriveEdit.of(edit),
                (int) fields.number("mostRedrives", 1),
                id,
                fields.text("by", "unknown"),
                fields.text("reason"));
        return new JobRequest(
                id,
                new RedriveSelection(
                        Objects.requireNonNull(fields.text("topic"), "topic"),
                        DeadLetterFilter.of(fields.all("filter.")),
                        ids == null ? Set.of() : Set.of(ids.split(",", -1))),
                options,
                Instant.ofEpochMilli(fields.number("at", 0)));
    }
}

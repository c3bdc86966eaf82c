package io.redrive.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redrive.autoconfigure.DeadLetterEditReport.Change;
import io.redrive.autoconfigure.DeadLetterEditReport.Content;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterHeader;
import io.redrive.redrive.RedriveEdit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an edit changes, as one user is shown it. Everything that is mentioned is told, also what stays the same: otherwise who is
 * not shown values could find them out.
 */
final class DeadLetterDiff {

    private static final int LONGEST_LINE = 500;

    private final DeadLetterReports reports;

    DeadLetterDiff(Disclosure.ToUser user) {
        this.reports = new DeadLetterReports(user, any -> null);
    }

    /** Returns the changes. */
    List<Change> of(DeadLetter letter, RedriveEdit edit) {
        List<Change> changes = new ArrayList<>();
        if (edit.changesKey()) {
            changes.add(change("key", DeadLetterReports.KEY, letter.key(), edit.key()));
        }
        if (edit.changesValue()) {
            changes.add(change("value", DeadLetterReports.VALUE, letter.value(), edit.value()));
        }
        for (String name : edit.headers()) {
            byte[] before = letter.headers().stream()
                    .filter(each -> each.name().equals(name))
                    .map(DeadLetterHeader::text)
                    .reduce((one, next) -> one + "\n" + next)
                    .map(text -> text.getBytes(UTF_8))
                    .orElse(null);
            changes.add(change("header " + name, name, before, edit.header(name)));
        }
        return changes;
    }

    private Change change(String what, String name, byte @Nullable [] before, byte @Nullable [] after) {
        return new Change(what, content(name, before), content(name, after));
    }

    private @Nullable Content content(String name, byte @Nullable [] bytes) {
        return bytes == null ? null : new Content(bytes.length, reports.content(name, bytes));
    }

    /** Returns the changes in one line each, by what is changed. */
    Map<String, String> lines(DeadLetter letter, RedriveEdit edit) {
        Map<String, String> lines = new LinkedHashMap<>();
        of(letter, edit).forEach(each -> lines.put(each.what(), line(each.before()) + " -> " + line(each.after())));
        return lines;
    }

    private static String line(@Nullable Content content) {
        if (content == null) {
            return "none";
        }
        String shown = content.content().content();
        if (shown == null || content.content().encoding().equals("hidden")) {
            return content.size() + " bytes";
        }
        return shown.length() <= LONGEST_LINE ? shown : shown.substring(0, LONGEST_LINE) + "...";
    }
}

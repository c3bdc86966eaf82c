package io.redrive.autoconfigure.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line of the log {@code io.redrive.audit} for each action. */
public final class AuditLog implements AuditTrail {

    static final String NAME = "io.redrive.audit";

    private static final Logger log = LoggerFactory.getLogger(NAME);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    @Override
    public void add(OperatorAction action) {
        if (log.isInfoEnabled()) {
            log.info(line(action));
        }
    }

    private static String line(OperatorAction action) {
        List<String> parts = new ArrayList<>();
        action.selection().forEach((what, value) -> parts.add(what + "=" + value));
        action.counts().forEach((what, count) -> parts.add(what + "=" + count));
        String reason = action.operator().reason();
        return oneLine("Operator " + action.operator().name() + ": " + action.name() + " " + String.join(", ", parts)
                + (reason == null ? "" : "; reason: " + reason));
    }

    /** What came with a request cannot end the line and begin one that looks like another action. */
    private static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}

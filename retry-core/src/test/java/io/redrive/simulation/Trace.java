package io.redrive.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened in a history, readable; kept only when the history is run in order to be read. */
final class Trace {

    private final SimulatedTime time;
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();

    Trace(SimulatedTime time, boolean kept) {
        this.time = time;
        this.kept = kept;
    }

    void add(String who, String what, Object... about) {
        if (kept) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%s  %-12s %s", clock(), who, what));
            for (Object each : about) {
                line.append(' ').append(each);
            }
            lines.add(line.toString());
        }
    }

    private String clock() {
        Instant now = time.instant();
        return now.toString().length() == 20 ? now.toString().replace("Z", ".000Z") : now.toString();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}

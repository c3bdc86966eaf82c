package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.Operator;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveTarget;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller gives. What cannot be meant is refused with an {@link IllegalArgumentException} that says what would be right.
 *
 * @param topic the dead-letter topic
 * @param filter parts of the filter, by name
 * @param ids ids divided by commas, or null
 * @param all whether all are meant
 */
record RedriveParameters(
        String topic,
        Map<String, String> filter,
        @Nullable String ids,
        @Nullable String all) {

    RedriveSelection selection() {
        if (filter.isEmpty() && ids == null && !flag("all", all)) {
            throw new IllegalArgumentException(
                    "nothing is selected: give ids, a group or another part of a filter, or all=true for the whole topic");
        }
        if (flag("all", all) && !(filter.isEmpty() && ids == null)) {
            throw new IllegalArgumentException("all=true and a selection exclude each other");
        }
        Set<String> chosen = ids == null
                ? Set.of()
                : Arrays.stream(ids.split(",", -1))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.toSet());
        if (ids != null && chosen.isEmpty()) {
            throw new IllegalArgumentException("ids has no id");
        }
        return new RedriveSelection(topic, DeadLetterFilter.of(filter), chosen);
    }

    static RedriveOptions options(
            @Nullable String target, @Nullable String rate, @Nullable String maximum, @Nullable String canary) {
        return RedriveOptions.DEFAULT
                .withTarget(target(target))
                .withRate(number("rate", rate, RedriveOptions.DEFAULT.rate()))
                .withMaximum(maximum == null ? null : (Long) (long) number("maximum", maximum, 0))
                .withCanary(number("canary", canary, 0));
    }

    private static RedriveTarget target(@Nullable String target) {
        if (target == null || target.equals("retry")) {
            return RedriveTarget.RETRY;
        }
        return target.equals("main") ? RedriveTarget.MAIN : RedriveTarget.topic(target);
    }

    static RedriveChange change(@Nullable String state, @Nullable String rate) {
        if (state == null && rate == null) {
            throw new IllegalArgumentException("neither state nor rate is given");
        }
        return new RedriveChange(
                state == null ? null : wanted(state),
                rate == null ? null : (Integer) number("rate", rate, 0),
                Operator.ANONYMOUS,
                null);
    }

    private static RedriveChange.Wanted wanted(String state) {
        return switch (state) {
            case "running" -> RedriveChange.Wanted.RUN;
            case "paused" -> RedriveChange.Wanted.PAUSE;
            case "cancelled" -> RedriveChange.Wanted.CANCEL;
            default ->
                throw new IllegalArgumentException(
                        "there is no state " + state + ": it must be running, paused or cancelled");
        };
    }

    static boolean flag(String name, @Nullable String written) {
        if (written == null || written.equals("false")) {
            return false;
        }
        if (written.equals("true")) {
            return true;
        }
        throw new IllegalArgumentException(name + " must be true or false, but is '" + written + "'");
    }

    static int number(String name, @Nullable String written, int otherwise) {
        try {
            return written == null ? otherwise : Integer.parseInt(written);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(name + " must be a whole number, but is '" + written + "'", malformed);
        }
    }
}

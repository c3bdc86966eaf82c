package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.autoconfigure.audit.Operator;
import io.redrive.autoconfigure.audit.OperatorAction;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveEdit;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedrivePlan;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveTarget;
import io.redrive.redrive.Redrives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps who starts and changes jobs, why, and what came of it. */
final class AuditedRedrives implements Redrives {

    private final Redrives redrives;
    private final Supplier<AuditTrail> trail;

    AuditedRedrives(Redrives redrives, Supplier<AuditTrail> trail) {
        this.redrives = redrives;
        this.trail = trail;
    }

    @Override
    public Redrive start(RedriveSelection selection, RedriveOptions options) {
        Redrive started = redrives.start(selection, options);
        Map<String, String> told = new LinkedHashMap<>();
        told.put("job", started.id());
        told.put("topic", selection.topic());
        told.putAll(Payloads.hidden(selection.parts()));
        told.put("target", target(options.target()));
        told.put("rate", Integer.toString(options.rate()));
        RedriveEdit edit = options.edit();
        if (edit != null) {
            told.put("edited", String.join(",", edit.parts().keySet()));
        }
        if (options.canary() > 0) {
            told.put("canary", Integer.toString(options.canary()));
        }
        trail.get()
                .add(new OperatorAction(new Operator(options.by(), options.reason()), "start-redrive", told, Map.of()));
        return started;
    }

    static String target(RedriveTarget target) {
        String topic = target.topic();
        return topic == null ? target.kind().name().toLowerCase(Locale.ROOT) : topic;
    }

    @Override
    public RedrivePlan plan(RedriveSelection selection, RedriveOptions options) {
        return redrives.plan(selection, options);
    }

    @Override
    public List<Redrive> all() {
        return redrives.all();
    }

    @Override
    public @Nullable Redrive find(String id) {
        return redrives.find(id);
    }

    @Override
    public Redrive change(String id, RedriveChange change) {
        Redrive changed = redrives.change(id, change);
        Map<String, String> told = new LinkedHashMap<>();
        told.put("job", id);
        told.put("topic", changed.selection().topic());
        Integer rate = change.rate();
        if (rate != null) {
            told.put("rate", Integer.toString(rate));
        }
        trail.get()
                .add(new OperatorAction(
                        new Operator(change.by(), change.reason()), action(change), told, counts(changed)));
        return changed;
    }

    private static String action(RedriveChange change) {
        RedriveChange.Wanted wanted = change.wanted();
        if (wanted == null) {
            return "change-rate-of-redrive";
        }
        return switch (wanted) {
            case RUN -> "resume-redrive";
            case PAUSE -> "pause-redrive";
            case CANCEL -> "cancel-redrive";
        };
    }

    /** Returns what is kept of a job that is over. */
    static OperatorAction ended(Redrive job) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("job", job.id());
        told.put("topic", job.selection().topic());
        told.put("state", Words.of(job.state()));
        if (job.message() != null) {
            told.put("message", job.message());
        }
        return new OperatorAction(
                new Operator(job.options().by(), job.options().reason()), "redrive-ended", told, counts(job));
    }

    private static Map<String, Long> counts(Redrive job) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("sent", job.progress().sent());
        job.progress().skipped().forEach((why, count) -> counts.put("skipped-" + why, count));
        counts.put("failed-again", job.outcome().failedAgain());
        return counts;
    }
}

package io.redrive.run;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetter;
import io.redrive.job.JobBook;
import io.redrive.job.JobRequest;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedrivePlan;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveTarget;
import io.redrive.scan.DeadLetterScans;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Says what a job would do, with what a job does: it sorts the dead letters that a job would send now, and sends none. */
final class Planning {

    private static final int SAMPLE = 10;
    private static final double SECOND_MS = 1_000;

    private final RedriveTopic topic;
    private final RunSettings settings;
    private final Routes routes;
    private final DeadLetterScans scans;

    Planning(RedriveTopic topic, RunSettings settings, Routes routes, DeadLetterScans scans) {
        this.topic = topic;
        this.settings = settings;
        this.routes = routes;
        this.scans = scans;
    }

    RedrivePlan of(RedriveSelection selection, RedriveOptions options, JobBook book, UnaryOperator<DeadLetter> shown) {
        Instant now = settings.clock().instant();
        Long maximum = options.maximum();
        Portion portion = new Portion(
                        new JobRequest("plan", selection, options, now),
                        book,
                        new Portion.Sorting(settings.reader(), routes, now.toEpochMilli()),
                        maximum == null ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, maximum))
                .among(letter -> selection.matches(shown.apply(letter)));
        Map<Integer, Offsets> wanted = Narrowing.to(selection, scans.wanted(topic.name(), selection.filter()));
        Progress progress = scans.read(topic.name(), wanted, settings.plan(), portion.unbounded());
        Map<String, Long> targets = new TreeMap<>();
        portion.sends().forEach(each -> targets.merge(each.topic(), 1L, Long::sum));
        boolean complete = progress.end() == ScanEnd.COMPLETE
                || (maximum != null && portion.sends().size() >= maximum);
        return new RedrivePlan(
                progress.records(),
                complete,
                targets,
                portion.counts().skipped(),
                portion.done().stream()
                        .limit(SAMPLE)
                        .map(each -> each.partition() + ":" + each.offset())
                        .toList(),
                Duration.ofMillis((long) (portion.sends().size() * SECOND_MS / options.rate())),
                warnings(options, portion, complete));
    }

    private List<String> warnings(RedriveOptions options, Portion portion, boolean complete) {
        List<String> warnings = new ArrayList<>();
        if (!complete) {
            warnings.add("The topic has more records than one look may read, so there may be more to send");
        }
        if (options.target().kind() == RedriveTarget.Kind.MAIN) {
            warnings.add(
                    "Every consumer group of the main topic will read these records again, not only the one that failed");
        }
        if (options.target().kind() == RedriveTarget.Kind.RETRY
                && topic.sources().stream().anyMatch(each -> each.retryTopics().isEmpty())) {
            warnings.add(
                    "A listener has no retry topics: its records go to its main topic, and every consumer group of it will"
                            + " read them again");
        }
        if (portion.counts().skipped().containsKey("no-origin")) {
            warnings.add(
                    "Some records do not tell which listener of this application they came from, and are left out");
        }
        return warnings;
    }
}

package io.redrive.campaign.check;

import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Sample;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** What the instances used and said: figures, and a bound for what Redrive logs in any minute. */
final class Footprint implements Check {

    private static final long MOST_LINES_PER_MINUTE = 60;
    private static final double MEBIBYTE = 1 << 20;

    @Override
    public void examine(Case run, Findings findings) {
        long heap = 0;
        long threads = 0;
        long lines = 0;
        long allLines = 0;
        long down = 0;
        for (List<Entry> journal : run.evidence().instances().values()) {
            List<Sample> samples = journal.stream()
                    .filter(Sample.class::isInstance)
                    .map(Sample.class::cast)
                    .toList();
            for (Sample sample : samples) {
                heap = Math.max(heap, sample.heapBytes());
                threads = Math.max(threads, sample.threads());
                down += sample.health().equals("UP") ? 0 : 1;
            }
            lines = Math.max(lines, perMinute(samples, sample -> sample.lines().ofRedrive()));
            allLines = Math.max(
                    allLines, perMinute(samples, sample -> sample.lines().all()));
        }
        findings.figure("heap MiB", heap / MEBIBYTE);
        findings.figure("threads", threads);
        findings.figure("lines per minute", lines);
        findings.figure("all lines per minute", allLines);
        findings.figure("samples not up", down);
        if (lines > MOST_LINES_PER_MINUTE) {
            findings.violation("noise", lines + " lines of Redrive in a minute");
        }
    }

    /** Returns by how much a counter has grown at most within a minute. */
    private static long perMinute(List<Sample> samples, ToLongFunction<Sample> counter) {
        long most = 0;
        int from = 0;
        for (int to = 0; to < samples.size(); to++) {
            while (samples.get(to).nanos() - samples.get(from).nanos() > TimeUnit.MINUTES.toNanos(1)) {
                from++;
            }
            // What an instance has said before its first sample counts as well.
            long before = from == 0 ? 0 : counter.applyAsLong(samples.get(from));
            most = Math.max(most, counter.applyAsLong(samples.get(to)) - before);
        }
        return most;
    }
}

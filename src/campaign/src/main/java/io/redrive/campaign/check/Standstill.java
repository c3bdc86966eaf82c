package io.redrive.campaign.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Place;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Records that nobody has seen yet do not wait for long: neither for others in their partition nor after the last fault. */
final class Standstill implements Check {

    @Override
    public void examine(Case run, Findings findings) {
        Map<Place, Long> first = firstDeliveries(run);
        Map<String, List<Acknowledged>> byPartition = run.records().values().stream()
                .filter(record -> first.containsKey(record.place()))
                .sorted(Comparator.comparing(record -> first.getOrDefault(record.place(), 0L)))
                .collect(groupingBy(record -> record.place().topicPartition(), TreeMap::new, toList()));
        double longest = 0;
        for (Map.Entry<String, List<Acknowledged>> partition : byPartition.entrySet()) {
            double standstill = longestGap(partition.getValue(), first);
            longest = Math.max(longest, standstill);
            if (standstill > run.promises().tolerance().standstill().toSeconds()) {
                findings.violation("standstill", "%s for %.1f s".formatted(partition.getKey(), standstill));
            }
        }
        findings.figure("standstill s", longest);
        findings.figure("recovery s", recovery(run, first));
    }

    private static double longestGap(List<Acknowledged> records, Map<Place, Long> first) {
        long gap = 0;
        long previous = Long.MIN_VALUE;
        for (Acknowledged record : records) {
            long delivered = first.getOrDefault(record.place(), 0L);
            gap = Math.max(gap, delivered - Math.max(previous, record.nanos()));
            previous = delivered;
        }
        return seconds(gap);
    }

    /** Returns after what time all records that were there at the end of the last fault had been delivered. */
    private static double recovery(Case run, Map<Place, Long> first) {
        long healed = run.evidence().incidents().stream()
                .filter(incident -> incident.kind() != Incident.Kind.HARM)
                .mapToLong(Incident::endedNanos)
                .max()
                .orElse(Long.MAX_VALUE);
        return run.records().values().stream()
                .filter(record -> record.nanos() <= healed)
                .mapToLong(record -> first.getOrDefault(record.place(), Long.MIN_VALUE))
                .max()
                .stream()
                .mapToDouble(last -> seconds(Math.max(0, last - healed)))
                .findFirst()
                .orElse(0);
    }

    private static Map<Place, Long> firstDeliveries(Case run) {
        Map<Place, Long> first = new HashMap<>();
        run.allCalls()
                .filter(call -> call.place().topic().equals(run.promises().mainTopic()))
                .forEach(call -> first.merge(call.place(), call.beganNanos(), Math::min));
        return first;
    }

    private static double seconds(long nanos) {
        return (double) nanos / TimeUnit.SECONDS.toNanos(1);
    }
}

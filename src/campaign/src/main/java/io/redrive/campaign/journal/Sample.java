package io.redrive.campaign.journal;

import java.util.List;

/**
 * What an instance uses.
 *
 * @param nanos when it was looked at, as {@link Time#nanos}
 * @param heapBytes heap that is in use
 * @param threads live threads
 * @param health status of Redrive's health
 * @param lines what it has logged since its start
 */
public record Sample(long nanos, long heapBytes, int threads, String health, Lines lines) implements Entry {

    /**
     * Counts of lines in the log, from warnings up.
     *
     * @param ofRedrive by Redrive, except those that tell of each failed record
     * @param all by anybody
     */
    public record Lines(long ofRedrive, long all) {}

    static Sample of(List<String> fields) {
        return new Sample(
                Long.parseLong(fields.get(0)),
                Long.parseLong(fields.get(1)),
                Integer.parseInt(fields.get(2)),
                fields.get(3),
                new Lines(Long.parseLong(fields.get(4)), Long.parseLong(fields.get(5))));
    }

    @Override
    public List<?> fields() {
        return List.of(nanos, heapBytes, threads, health, lines.ofRedrive, lines.all);
    }
}

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
 * @param missing what it has told since its start of records that were deleted
 */
public record Sample(long nanos, long heapBytes, int threads, String health, Lines lines, Missing missing)
        implements Entry {

    /**
     * Counts of lines in the log, from warnings up.
     *
     * @param ofRedrive by Redrive, except those that tell of each failed record
     * @param all by anybody
     */
    public record Lines(long ofRedrive, long all) {}

    /**
     * Records that were deleted before they were delivered, as the instance tells it.
     *
     * @param counted by its meter
     * @param inHealth whether its health names them
     */
    public record Missing(long counted, boolean inHealth) {

        /** Nothing is missing. */
        public static final Missing NONE = new Missing(0, false);
    }

    static Sample of(List<String> fields) {
        return new Sample(
                Long.parseLong(fields.get(0)),
                Long.parseLong(fields.get(1)),
                Integer.parseInt(fields.get(2)),
                fields.get(3),
                new Lines(Long.parseLong(fields.get(4)), Long.parseLong(fields.get(5))),
                new Missing(Long.parseLong(fields.get(6)), Boolean.parseBoolean(fields.get(7))));
    }

    @Override
    public List<?> fields() {
        return List.of(
                nanos, heapBytes, threads, health, lines.ofRedrive, lines.all, missing.counted, missing.inHealth);
    }
}

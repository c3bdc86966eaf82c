package io.redrive.run;

/**
 * What a purge deletes: what is before an offset of a partition.
 *
 * @param topic the dead-letter topic
 * @param partition number of the partition
 * @param from its first offset
 * @param to the first offset that is left
 * @param records records in between, of those that were looked at
 * @param unresolved how many of them are neither redriven nor archived
 * @param complete whether all of them were looked at; otherwise there are more
 */
public record PurgePlan(
        String topic, int partition, long from, long to, long records, long unresolved, boolean complete) {

    /** Whether nothing is there to be deleted. */
    public boolean isEmpty() {
        return from >= to;
    }
}

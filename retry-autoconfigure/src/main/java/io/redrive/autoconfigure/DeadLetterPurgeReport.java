package io.redrive.autoconfigure;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code deadletterpurge} has deleted, or would delete.
 *
 * @param topic the dead-letter topic
 * @param partition number of the partition
 * @param fromOffset the first offset that there was
 * @param toOffset the first offset that is left
 * @param records records in between, of those that were looked at
 * @param unresolved how many of them nobody has done anything about
 * @param complete whether all of them were looked at
 * @param purged whether they are deleted
 */
public record DeadLetterPurgeReport(
        String topic,
        int partition,
        long fromOffset,
        long toOffset,
        long records,
        long unresolved,
        boolean complete,
        boolean purged)
        implements OperationResponseBody {}

package io.redrive.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code deadletteredit} has changed, or would change.
 *
 * @param topic the dead-letter topic
 * @param id partition and offset of the dead letter
 * @param changes what is changed
 * @param plan what would be sent, left out when it is
 * @param job the job that sends it, left out when nothing is sent
 */
public record DeadLetterEditReport(
        String topic,
        String id,
        List<Change> changes,
        RedrivesReport.@Nullable Plan plan,
        RedrivesReport.@Nullable Job job)
        implements OperationResponseBody {

    /** Copies the list. */
    public DeadLetterEditReport {
        changes = List.copyOf(changes);
    }

    /**
     * A change.
     *
     * @param what {@code value}, {@code key}, or {@code header} and its name
     * @param before what it was, left out when there was none
     * @param after what it is, left out when there is none
     */
    public record Change(
            String what, @Nullable Content before, @Nullable Content after) {}

    /**
     * What something is.
     *
     * @param size how many bytes
     * @param content the bytes, or what stands in for them
     */
    public record Content(int size, DeadLetterReport.Value content) {}
}

package io.redrive.run;

import java.util.Set;
import org.apache.kafka.common.KafkaException;

/** Some records were not taken by any topic; all others were written, outside of a transaction. */
final class SomeTooLargeException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private final transient Set<Integer> which;

    SomeTooLargeException(Set<Integer> which) {
        super(which.size() + " records are too large");
        this.which = Set.copyOf(which);
    }

    /** Returns their places among what was to be written, from 0. */
    Set<Integer> which() {
        return which;
    }
}

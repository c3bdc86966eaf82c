package io.redrive.run;

import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Tells whether somebody else has taken over. */
final class Fencing {

    private Fencing() {}

    /** Whether a failure says that another producer with the same transactional id has been made since. */
    static boolean isToldBy(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ProducerFencedException || each instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }
}

package io.redrive.forward;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Tells a producer that has come to its end from a topic that cannot be written. A producer is shared by all topics, and
 * what is under way in one that is closed is sent again: so one topic that is refused must not cost the others theirs.
 */
final class BrokenProducer {

    /** About the producer or its connection; any other answer of a broker is about a topic or a record. */
    private static final List<Class<? extends ApiException>> ANSWERS = List.of(
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            OutOfOrderSequenceException.class,
            InvalidPidMappingException.class,
            UnsupportedVersionException.class,
            // Only a new client reads new keys from the disk.
            AuthenticationException.class);

    private BrokenProducer() {}

    /** Whether a failure comes from the state of the producer, which it does not leave by itself. */
    static boolean isToldBy(Exception failure) {
        if (failure instanceof ApiException) {
            return ANSWERS.stream().anyMatch(answer -> answer.isInstance(failure));
        }
        // After a fatal error a producer throws a bare exception with the error as its cause, once closed an illegal
        // state.
        return failure instanceof IllegalStateException
                || (failure instanceof KafkaException && !(failure instanceof InterruptException));
    }
}

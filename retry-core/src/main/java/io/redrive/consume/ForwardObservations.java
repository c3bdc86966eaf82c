package io.redrive.consume;

import io.micrometer.observation.Observation;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Observes the forwards of one listener, so that a retry belongs to the trace of the attempt before it. Thread-safe. Not API. */
public interface ForwardObservations {

    /** Nothing is observed. */
    ForwardObservations NONE = new ForwardObservations() {
        @Override
        public @Nullable Observation attempt() {
            return null;
        }

        @Override
        public Observation begin(ProducerRecord<?, ?> record, Observation attempt) {
            return Observation.NOOP;
        }
    };

    /** Returns what observes the attempt that the calling thread is at, or null when nothing does, or when forwards are not. */
    @Nullable
    Observation attempt();

    /**
     * Begins to observe a forward, and writes into its headers what continues the trace. It is over when it is stopped.
     *
     * @param attempt what observed the attempt that it follows from
     */
    Observation begin(ProducerRecord<?, ?> record, Observation attempt);
}

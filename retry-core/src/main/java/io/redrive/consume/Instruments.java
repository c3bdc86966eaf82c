package io.redrive.consume;

/**
 * What watches the records of one listener.
 *
 * @param metrics what counts them
 * @param observations what observes their forwards
 */
public record Instruments(RetryMetrics metrics, ForwardObservations observations) {

    /** Nobody watches. */
    public static final Instruments NONE = new Instruments(RetryMetrics.NONE, ForwardObservations.NONE);
}

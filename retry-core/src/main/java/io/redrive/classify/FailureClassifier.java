package io.redrive.classify;

/** Tells failures that another attempt may mend from those that none can. */
@FunctionalInterface
public interface FailureClassifier {

    /** Returns what the failure means; never throws. */
    Classification classify(Throwable failure);
}

package io.redrive.benchmarks.measure;

/** What every listener throws, in every system. */
public final class ListenerFailure extends RuntimeException {

    ListenerFailure(int record, int attempt) {
        super("Record " + record + " fails at attempt " + attempt);
    }
}

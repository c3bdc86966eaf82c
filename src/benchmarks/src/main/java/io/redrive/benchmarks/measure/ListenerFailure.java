package io.redrive.benchmarks.measure;

/** What every listener throws, in every system. */
public final class ListenerFailure extends RuntimeException {

    ListenerFailure(int record) {
        super("Record " + record + " fails at its first attempt");
    }
}

package io.redrive.benchmarks;

/**
 * What a system's JVM is told to do.
 *
 * @param warmUp whether that is to warm up
 * @param trial id of the workload
 */
record Order(boolean warmUp, String trial) {

    private static final String WARM_UP = "warm-up ";
    private static final String MEASURE = "measure ";

    String line() {
        return (warmUp ? WARM_UP : MEASURE) + trial;
    }

    static Order parse(String line) {
        return line.startsWith(WARM_UP)
                ? new Order(true, line.substring(WARM_UP.length()))
                : new Order(false, line.substring(MEASURE.length()));
    }
}

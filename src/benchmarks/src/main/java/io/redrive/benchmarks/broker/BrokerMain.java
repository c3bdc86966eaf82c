package io.redrive.benchmarks.broker;

import java.io.IOException;
import kafka.Kafka;

/** Entry point of the broker's JVM: runs Kafka for as long as the process that started it lives. */
final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) {
        var watch = new Thread(BrokerMain::haltWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Kafka.main(arguments);
    }

    /** A parent that is killed runs no shutdown hook, but its end of our standard input closes. */
    private static void haltWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes; only the end of the stream is of interest.
            }
        } catch (IOException brokenPipe) {
            // Means the same as the end of the stream.
        }
        Runtime.getRuntime().halt(1);
    }
}

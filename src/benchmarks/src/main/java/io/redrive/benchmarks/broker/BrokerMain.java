package io.redrive.benchmarks.broker;

import kafka.Kafka;

/** Entry point of the broker's JVM: runs Kafka for as long as the process that started it lives. */
final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        Kafka.main(arguments);
    }
}

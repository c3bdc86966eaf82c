package io.redrive.autoconfigure.crash;

import kafka.Kafka;

/** Runs a broker; the argument is its properties file. */
final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        Kafka.main(arguments);
    }
}

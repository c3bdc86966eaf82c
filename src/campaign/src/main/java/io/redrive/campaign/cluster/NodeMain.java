package io.redrive.campaign.cluster;

import io.redrive.campaign.process.ChildJvm;
import kafka.Kafka;

/** Runs a broker or a controller; the argument is its properties file. */
final class NodeMain {

    private NodeMain() {}

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        Kafka.main(arguments);
    }
}

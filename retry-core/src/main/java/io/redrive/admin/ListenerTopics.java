package io.redrive.admin;

import io.redrive.topic.RetryTopology;
import java.util.function.Consumer;

/**
 * The topics of a listener, and what follows from their verification.
 *
 * @param topology the topics
 * @param onVerified called once, when they are verified
 * @param onWrong called whenever they are found wrong after the first attempt
 */
public record ListenerTopics(
        RetryTopology topology, Consumer<VerifiedTopics> onVerified, Consumer<TopologyException> onWrong) {

    /** Returns the id of the listener. */
    String listener() {
        return topology.listenerId();
    }
}

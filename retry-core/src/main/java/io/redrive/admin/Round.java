package io.redrive.admin;

import io.redrive.RedriveConfigurationException;
import io.redrive.RedriveException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one attempt found out. */
final class Round {

    private final Map<ListenerTopics, VerifiedTopics> verified = new LinkedHashMap<>();
    private final Map<ListenerTopics, RedriveException> wrong = new LinkedHashMap<>();
    private @Nullable BrokerUnavailableException unreachable;

    Map<ListenerTopics, VerifiedTopics> verified() {
        return verified;
    }

    Map<ListenerTopics, RedriveException> wrong() {
        return wrong;
    }

    /** Returns why the attempt ended early, or null when it did not. */
    @Nullable
    BrokerUnavailableException unreachable() {
        return unreachable;
    }

    void unreachable(BrokerUnavailableException failure) {
        this.unreachable = failure;
    }

    /**
     * Returns all that is wrong in one exception; there must be something. What is wrong with the topics of several listeners is
     * told at once, unless one of the listeners is wrong itself.
     */
    RedriveException merged() {
        List<TopologyException> topologies = new ArrayList<>();
        for (RedriveException each : wrong.values()) {
            if (!(each instanceof TopologyException topology)) {
                return each;
            }
            topologies.add(topology);
        }
        return TopologyException.merge(topologies);
    }

    /** Returns what is wrong and what to do about it. */
    static String text(RedriveException wrong) {
        return wrong instanceof RedriveConfigurationException configuration
                ? configuration.getMessage() + ". " + configuration.action()
                : String.valueOf(wrong.getMessage());
    }
}

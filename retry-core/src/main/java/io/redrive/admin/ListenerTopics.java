package io.redrive.admin;

import io.redrive.RedriveConfigurationException;
import io.redrive.topic.GroupChange;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicMode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The topics of a listener, and what follows from their verification.
 *
 * @param topology the topics
 * @param groups returns the consumer groups of the listener, as far as they are known
 * @param changes returns where a group may have to go on in place of another one, given the names of the cluster's topics, of
 *     which there are none where topics are not looked at
 * @param check passes before the topics are looked at; it may throw a {@link BrokerUnavailableException} to be called again,
 *     and a {@link RedriveConfigurationException} when the listener is wrong itself
 * @param onVerified called once, when they are verified
 * @param onWrong called with what is logged whenever they, or the listener, are found wrong after the first attempt
 * @param onUnreachable called with what is logged whenever they could not be looked at
 */
public record ListenerTopics(
        RetryTopology topology,
        Supplier<Set<String>> groups,
        Function<Set<String>, List<GroupChange>> changes,
        Runnable check,
        Consumer<VerifiedTopics> onVerified,
        Consumer<String> onWrong,
        Consumer<String> onUnreachable) {

    /** Creates topics of a listener that was always laid out as it is. */
    public ListenerTopics(
            RetryTopology topology,
            Supplier<Set<String>> groups,
            Runnable check,
            Consumer<VerifiedTopics> onVerified,
            Consumer<String> onWrong,
            Consumer<String> onUnreachable) {
        this(topology, groups, names -> List.of(), check, onVerified, onWrong, onUnreachable);
    }

    /** Creates topics without a check, for somebody who does not ask whether the broker is there. */
    public ListenerTopics(RetryTopology topology, Consumer<VerifiedTopics> onVerified, Consumer<String> onWrong) {
        this(topology, Set::of, names -> List.of(), () -> {}, onVerified, onWrong, unused -> {});
    }

    /** Whether the topics are verified at all. */
    boolean isLookedAt() {
        return topology.settings().mode() != TopicMode.NONE;
    }

    /** Returns the id of the listener. */
    String listener() {
        return topology.listenerId();
    }
}

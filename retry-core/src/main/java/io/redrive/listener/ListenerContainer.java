package io.redrive.listener;

import io.redrive.consume.TopicRole;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;

/**
 * A container of a retried listener.
 *
 * @param role what its topics are for
 * @param container the container
 * @param topics what it reads at any moment
 */
public record ListenerContainer(TopicRole role, MessageListenerContainer container, Supplier<Set<String>> topics) {

    static ListenerContainer of(ContainerPlan plan, MessageListenerContainer container) {
        Supplier<Set<String>> topics = plan.topics();
        return new ListenerContainer(
                plan.role(), container, topics == null ? () -> configured(container.getContainerProperties()) : topics);
    }

    private static Set<String> configured(ContainerProperties properties) {
        String[] topics = properties.getTopics();
        TopicPartitionOffset[] partitions = properties.getTopicPartitions();
        return Stream.concat(
                        topics == null ? Stream.empty() : Arrays.stream(topics),
                        partitions == null
                                ? Stream.empty()
                                : Arrays.stream(partitions).map(TopicPartitionOffset::getTopic))
                .collect(Collectors.toSet());
    }

    /** Returns its id in the application's registry. */
    public String id() {
        return String.valueOf(container.getListenerId());
    }

    /** Returns what it does at present. */
    public State state() {
        if (!container.isInExpectedState()) {
            return State.FAILED;
        }
        if (!container.isChildRunning()) {
            return State.STOPPED;
        }
        if (container.isContainerPaused()) {
            return State.PAUSED;
        }
        return container.isPauseRequested() ? State.PAUSING : State.RUNNING;
    }

    /** What a container does. */
    public enum State {
        /** It delivers records. */
        RUNNING,
        /** It will deliver no more records once its listener has ended with those it has. */
        PAUSING,
        /** It delivers no records until it is resumed. */
        PAUSED,
        /** It was not started yet, or was stopped on purpose. */
        STOPPED,
        /** It has stopped, or one of its consumers has, because of an error. */
        FAILED
    }
}

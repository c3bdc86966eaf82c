package io.redrive.annotation;

import io.redrive.annotation.ContainerSpec.Handler;
import io.redrive.annotation.Layout.Suffixes;
import io.redrive.consume.TopicRole;
import io.redrive.topic.GroupChange;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which container of a listener reads which of its topics, at the start and later. */
final class ContainerTopics {

    private final ListenerDefinition definition;
    private final @Nullable Pattern pattern;
    private final RetryTopology topology;
    private final LiveTopics live;

    /**
     * Creates the topics of a listener.
     *
     * @param pattern what names its main topics, or null when the topology does
     */
    ContainerTopics(ListenerDefinition definition, @Nullable Pattern pattern, RetryTopology topology) {
        this.definition = definition;
        this.pattern = pattern;
        this.topology = topology;
        this.live = new LiveTopics(topology.chains());
    }

    RetryTopology topology() {
        return topology;
    }

    LiveTopics live() {
        return live;
    }

    TopicRules rules() {
        return new TopicRules(
                topology.group(),
                pattern,
                mainTopic -> definition.naming().chain(mainTopic, topology.group()),
                definition.forwardNames());
    }

    /** Returns a topology that shows what all main topics have in common, also those that are not known yet. */
    RetryTopology sample() {
        return pattern == null
                ? topology
                : topology.with(List.of(definition.naming().chain("any", topology.group())));
    }

    List<ContainerSpec> containers() {
        return definition
                .layout()
                .containers(sample().chains(), definition.suffixes(), definition.deadLetterHandler() != null);
    }

    /** Returns the container that reads what an earlier version of the application wrote, and nobody else reads. */
    ContainerSpec former(String suffix) {
        return new ContainerSpec(suffix, TopicRole.RETRY, List.copyOf(formerTopics(suffix)), Handler.LISTENER);
    }

    private Set<String> formerTopics(String suffix) {
        return live.view()
                .retiredTopics((topic, chain) -> formerSuffix(topic, chain).equals(suffix));
    }

    /** Returns what id and group of the container of a retired topic end with. */
    String formerSuffix(String topic, TopicChain chain) {
        return isShared() ? "-retry" : definition.forwardNames().containerSuffix(topic, chain.mainTopic());
    }

    /** Returns the group of a container. */
    String group(String suffix, boolean listenerHasGroup) {
        return listenerHasGroup || definition.ownGroups() ? topology.group() + suffix : topology.group();
    }

    /** Returns which groups read the topics of a chain in place of those that read them in the other layout. */
    List<GroupChange> groupChanges(TopicChain chain, boolean listenerHasGroup) {
        List<GroupChange> changes = new ArrayList<>();
        for (RetryTopic topic : chain.retryTopics()) {
            String own = definition.forwardNames().containerSuffix(topic.name(), chain.mainTopic());
            addChange(changes, topic.name(), own, Suffixes.SHARED_RETRY.get(0), listenerHasGroup);
        }
        List<String> suffixes = definition.suffixes().deadLetter();
        for (int index = 0;
                index < Math.min(suffixes.size(), chain.deadLetterTopics().size());
                index++) {
            addChange(
                    changes,
                    chain.deadLetterTopics().get(index),
                    suffixes.get(index),
                    suffixes.get(0),
                    listenerHasGroup);
        }
        return changes;
    }

    /** Returns which group reads a retired topic in place of the one that read it in the other layout. */
    List<GroupChange> retiredChanges(String topic, TopicChain chain, boolean listenerHasGroup) {
        List<GroupChange> changes = new ArrayList<>();
        String own = definition.forwardNames().containerSuffix(topic, chain.mainTopic());
        addChange(changes, topic, own, Suffixes.SHARED_RETRY.get(0), listenerHasGroup);
        return changes;
    }

    private void addChange(
            List<GroupChange> changes, String topic, String ownSuffix, String sharedSuffix, boolean listenerHasGroup) {
        String own = group(ownSuffix, listenerHasGroup);
        String shared = group(sharedSuffix, listenerHasGroup);
        if (!own.equals(shared)) {
            changes.add(isShared() ? new GroupChange(topic, shared, own) : new GroupChange(topic, own, shared));
        }
    }

    /** Returns what a container is to read at any moment, or null when that does not change. */
    @Nullable
    Supplier<Set<String>> now(ContainerSpec container) {
        String suffix = container.suffix();
        return switch (container.role()) {
            case MAIN -> pattern == null ? null : () -> live.view().mainTopics();
            case RETRY -> {
                int level = definition.suffixes().retry().indexOf(suffix);
                yield isShared()
                        ? () -> live.view().retryTopics()
                        : level < 0
                                ? () -> formerTopics(suffix)
                                : () -> live.view().retryTopics(level);
            }
            case DEAD_LETTER -> {
                int index = definition.suffixes().deadLetter().indexOf(suffix);
                yield isShared()
                        ? () -> live.view().deadLetterTopics()
                        : () -> live.view().deadLetterTopics(index);
            }
        };
    }

    private boolean isShared() {
        return definition.layout() == Layout.SHARED;
    }
}

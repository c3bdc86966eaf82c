package io.redrive.topic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of the records of one main topic.
 *
 * @param mainTopic where records come from
 * @param retryTopics where failed records wait, by level
 * @param deadLetterTopic where records end that no attempt could process, or null when they are dropped
 * @param specialDeadLetterTopics where those of them end whose failure has a dead-letter topic of its own
 * @param assigned the numbers of the partitions that the listener is assigned by hand, in all of these topics; empty when
 *     it subscribes to them
 */
public record TopicChain(
        String mainTopic,
        List<RetryTopic> retryTopics,
        @Nullable String deadLetterTopic,
        List<String> specialDeadLetterTopics,
        Set<Integer> assigned) {

    /** Copies the collections and checks that no topic occurs twice. */
    public TopicChain {
        retryTopics = List.copyOf(retryTopics);
        specialDeadLetterTopics = List.copyOf(specialDeadLetterTopics);
        assigned = Set.copyOf(assigned);
        if (deadLetterTopic == null && !specialDeadLetterTopics.isEmpty()) {
            throw new IllegalArgumentException(
                    "without a dead-letter topic for all other failures there can be none of "
                            + specialDeadLetterTopics);
        }
        List<String> names = names(mainTopic, retryTopics, deadLetterTopic, specialDeadLetterTopics);
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("the topics of a listener must differ, but are " + names);
        }
    }

    /** Creates a chain in which all dead letters go to the same topic. */
    public TopicChain(String mainTopic, List<RetryTopic> retryTopics, @Nullable String deadLetterTopic) {
        this(mainTopic, retryTopics, deadLetterTopic, List.of());
    }

    /** Creates a chain of topics that the listener subscribes to. */
    public TopicChain(
            String mainTopic,
            List<RetryTopic> retryTopics,
            @Nullable String deadLetterTopic,
            List<String> specialDeadLetterTopics) {
        this(mainTopic, retryTopics, deadLetterTopic, specialDeadLetterTopics, Set.of());
    }

    /** Returns the same chain for a listener that is assigned partitions by hand. */
    public TopicChain withAssigned(Set<Integer> partitions) {
        return new TopicChain(mainTopic, retryTopics, deadLetterTopic, specialDeadLetterTopics, partitions);
    }

    /** Returns how many partitions each of the topics must at least have. */
    public int leastPartitions() {
        return assigned.stream().mapToInt(partition -> partition + 1).max().orElse(0);
    }

    /** Whether no record of these topics reaches both the listener of this chain and that of the other. */
    public boolean isApartFrom(TopicChain other) {
        return !assigned.isEmpty() && !other.assigned.isEmpty() && Collections.disjoint(assigned, other.assigned);
    }

    /** Returns the dead-letter topics: first the one for all failures, then those for special ones; empty when there is none. */
    public List<String> deadLetterTopics() {
        List<String> names = forwardTopics();
        return names.subList(retryTopics.size(), names.size());
    }

    /** Returns the names of the topics that records are forwarded to: the retry topics, then the dead-letter topics. */
    public List<String> forwardTopics() {
        List<String> names = names(mainTopic, retryTopics, deadLetterTopic, specialDeadLetterTopics);
        return names.subList(1, names.size());
    }

    private static List<String> names(
            String mainTopic,
            List<RetryTopic> retryTopics,
            @Nullable String deadLetterTopic,
            List<String> specialDeadLetterTopics) {
        List<String> names = new ArrayList<>();
        names.add(mainTopic);
        retryTopics.forEach(topic -> names.add(topic.name()));
        if (deadLetterTopic != null) {
            names.add(deadLetterTopic);
        }
        names.addAll(specialDeadLetterTopics);
        return names;
    }
}

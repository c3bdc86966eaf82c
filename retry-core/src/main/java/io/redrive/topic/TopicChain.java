package io.redrive.topic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of the records of one main topic.
 *
 * @param mainTopic where records come from
 * @param retryTopics where failed records wait, by level
 * @param deadLetterTopic where records end that no attempt could process, or null when they are dropped
 */
public record TopicChain(
        String mainTopic,
        List<RetryTopic> retryTopics,
        @Nullable String deadLetterTopic) {

    /** Copies the list and checks that no topic occurs twice. */
    public TopicChain {
        retryTopics = List.copyOf(retryTopics);
        List<String> names = names(mainTopic, retryTopics, deadLetterTopic);
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("the topics of a listener must differ, but are " + names);
        }
    }

    /** Returns the names of the topics that records are forwarded to: the retry topics, then the dead-letter topic. */
    public List<String> forwardTopics() {
        List<String> names = names(mainTopic, retryTopics, deadLetterTopic);
        return names.subList(1, names.size());
    }

    private static List<String> names(
            String mainTopic, List<RetryTopic> retryTopics, @Nullable String deadLetterTopic) {
        List<String> names = new ArrayList<>();
        names.add(mainTopic);
        retryTopics.forEach(topic -> names.add(topic.name()));
        if (deadLetterTopic != null) {
            names.add(deadLetterTopic);
        }
        return names;
    }
}

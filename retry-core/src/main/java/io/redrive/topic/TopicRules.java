package io.redrive.topic;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of the topics of a cluster are a listener's, by their names.
 *
 * @param group consumer group of the main topics
 * @param pattern what the names of the main topics match, or null when they are listed
 * @param chains names the topics that belong to a main topic
 * @param forwardNames recognises the names of retry and dead-letter topics, also former ones
 */
public record TopicRules(
        String group, @Nullable Pattern pattern, Function<String, TopicChain> chains, ForwardNames forwardNames) {

    /**
     * Whether a topic is, was, or may become a retry or dead-letter topic of the listener, or has the jobs of one or the pauses of
     * its group: nobody takes that for a main topic.
     */
    public boolean isForwardTopic(String topic, LiveTopics.View known) {
        if (topic.equals(TopicNaming.pauseTopic(group))
                || TopicNaming.isJobTopic(topic, each -> isForwardTopic(each, known))) {
            return true;
        }
        TopicChain chain = known.chain(topic);
        if (chain != null && !chain.mainTopic().equals(topic)) {
            return true;
        }
        return known.chains().stream().anyMatch(each -> isForwardTopic(topic, each.mainTopic()))
                || (pattern != null && forwardNames.isForwardOfAny(topic, pattern, group));
    }

    private boolean isForwardTopic(String topic, String mainTopic) {
        return forwardNames.isRetryTopic(topic, mainTopic, group)
                || forwardNames.isDeadLetterTopic(topic, mainTopic, group);
    }

    /**
     * Returns the main topics among all topics of the cluster.
     *
     * @param isForwardTopic whether a topic is a retry or dead-letter topic of any listener of the application
     */
    public Set<String> mainTopics(Collection<String> existing, Predicate<String> isForwardTopic) {
        Set<String> found = new TreeSet<>();
        if (pattern != null) {
            existing.stream()
                    .filter(topic -> pattern.matcher(topic).matches())
                    .filter(isForwardTopic.negate())
                    .forEach(found::add);
        }
        return found;
    }

    /**
     * Returns the retry topics that the listener can have had under other settings, with the chain of their main topic.
     *
     * @param isInUse whether a topic is one of any listener of the application
     */
    public Map<String, TopicChain> retired(
            Collection<String> existing, LiveTopics.View known, Predicate<String> isInUse) {
        Map<String, TopicChain> retired = new LinkedHashMap<>();
        for (String topic : new TreeSet<>(existing)) {
            if (!known.isRead(topic) && !isInUse.test(topic)) {
                known.chains().stream()
                        .filter(chain -> forwardNames.isRetryTopic(topic, chain.mainTopic(), group))
                        .max((one, other) -> Integer.compare(
                                one.mainTopic().length(), other.mainTopic().length()))
                        .ifPresent(chain -> retired.put(topic, chain));
            }
        }
        return retired;
    }
}

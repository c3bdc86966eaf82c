package io.redrive.run;

import io.redrive.topic.TopicNaming;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dead-letter topic whose records may be sent back.
 *
 * @param name its name
 * @param cluster how to reach its brokers
 * @param sources the listeners that write to it; none where it is somebody else's
 */
public record RedriveTopic(String name, Cluster cluster, List<Source> sources) {

    /** Copies the list. */
    public RedriveTopic {
        sources = List.copyOf(sources);
    }

    /**
     * How to reach the brokers: settings of clients, without anything but addresses and security.
     *
     * @param admins for whoever administers topics
     * @param consumers for whoever reads
     * @param producers for whoever writes
     */
    public record Cluster(Map<String, Object> admins, Map<String, Object> consumers, Map<String, Object> producers) {

        /** Settings have passwords in them. */
        @Override
        public String toString() {
            return "Cluster";
        }
    }

    /**
     * A main topic whose dead letters end there.
     *
     * @param mainTopic the main topic
     * @param group consumer group of the listener
     * @param retryTopics its retry topics, by level
     * @param groups which group reads the main topic and each retry topic, by topic
     * @param deadLetterTopics where its records may end, this topic among them
     */
    public record Source(
            String mainTopic,
            String group,
            List<String> retryTopics,
            Map<String, String> groups,
            List<String> deadLetterTopics) {

        /** Copies the collections. */
        public Source {
            retryTopics = List.copyOf(retryTopics);
            groups = Map.copyOf(groups);
            deadLetterTopics = List.copyOf(deadLetterTopics);
        }
    }

    /** Returns the name of the topic with its jobs, which is also the id of the transactions in which they send. */
    public String jobs() {
        return TopicNaming.jobTopic(name);
    }

    /** Returns the groups that read what is sent back, by topic. */
    Map<String, String> readers() {
        Map<String, String> readers = new LinkedHashMap<>();
        sources.forEach(source -> readers.putAll(source.groups()));
        return readers;
    }

    /** Returns the topics in which what failed again is. */
    Set<String> deadLetterTopics() {
        Set<String> topics = new LinkedHashSet<>(Set.of(name));
        sources.forEach(source -> topics.addAll(source.deadLetterTopics()));
        return topics;
    }
}

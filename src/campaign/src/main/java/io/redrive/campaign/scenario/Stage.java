package io.redrive.campaign.scenario;

import io.redrive.campaign.cluster.Cluster;
import java.util.List;

/**
 * What a step can act on.
 *
 * @param cluster the brokers
 * @param instances the applications
 * @param names names of the topics and the group
 */
public record Stage(Cluster cluster, Instances instances, Names names) {

    /** Returns the name of the main topic. */
    public String topic() {
        return names.topic();
    }

    /** Returns the name of the group. */
    public String group() {
        return names.group();
    }

    /** Returns the names of the retry topics. */
    public List<String> retryTopics() {
        return names.retryTopics();
    }

    /** Returns the name of the dead-letter topic. */
    public String deadLetterTopic() {
        return names.deadLetterTopic();
    }
}

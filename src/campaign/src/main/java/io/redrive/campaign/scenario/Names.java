package io.redrive.campaign.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of a run.
 *
 * @param topic its main topic
 * @param group its group; some layouts have further groups, which begin with that name
 * @param levels how many retry topics there are
 */
public record Names(String topic, String group, int levels) {

    /** Returns the names of the retry topics. */
    public List<String> retryTopics() {
        List<String> topics = new ArrayList<>();
        for (int level = 1; level <= levels; level++) {
            topics.add(topic + "-" + group + "-retry-" + level);
        }
        return topics;
    }

    /** Returns the name of the dead-letter topic. */
    public String deadLetterTopic() {
        return topic + "-" + group + "-dlt";
    }

    /** Returns the name of the topic to which attempts send in transactions. */
    public String effectsTopic() {
        return topic + "-effects";
    }
}

package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.TopicBacklog.Reading;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners;
import io.redrive.run.RedriveTopic;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dead-letter topics whose records may be sent back: those that may be looked at. */
final class RedriveTopics {

    private final DeadLetterTopics topics;
    private final RetryListeners listeners;

    RedriveTopics(DeadLetterTopics topics, RetryListeners listeners) {
        this.topics = topics;
        this.listeners = listeners;
    }

    /** Returns the topics by name, as they are by now. */
    Map<String, RedriveTopic> all() {
        Map<String, RedriveTopic> all = new TreeMap<>();
        topics.all().forEach((name, topic) -> all.put(name, topic(topic)));
        return all;
    }

    private RedriveTopic topic(DeadLetterTopic topic) {
        List<RedriveTopic.Source> sources = new ArrayList<>();
        Map<String, Object> producers = topic.cluster().consumers();
        for (RetryListeners.Entry entry : listeners.all()) {
            RetryListener listener = entry.listener();
            for (TopicChain chain : listener.topics().view().chains()) {
                if (isOf(topic, listener) && chain.deadLetterTopics().contains(topic.name())) {
                    producers = sources.isEmpty()
                            ? BrokerAccess.connection(listener.connection().producers())
                            : producers;
                    sources.add(source(listener, chain));
                }
            }
        }
        return new RedriveTopic(
                topic.name(),
                new RedriveTopic.Cluster(
                        topic.cluster().admins(), topic.cluster().consumers(), producers),
                sources);
    }

    /** Where two clusters have a topic of this name, only one of them is meant. */
    private static boolean isOf(DeadLetterTopic topic, RetryListener listener) {
        return topic.cluster()
                .consumers()
                .equals(BrokerAccess.connection(listener.connection().consumers()));
    }

    private static RedriveTopic.Source source(RetryListener listener, TopicChain chain) {
        Map<String, Reading> readings = Backlogs.readings(listener);
        Map<String, String> groups = new HashMap<>();
        groups.put(chain.mainTopic(), listener.topology().group());
        List<String> retryTopics =
                chain.retryTopics().stream().map(RetryTopic::name).toList();
        for (String each : retryTopics) {
            Reading reading = readings.get(each);
            String group = reading == null ? null : reading.group();
            groups.put(each, group == null ? listener.topology().group() : group);
        }
        return new RedriveTopic.Source(
                chain.mainTopic(), listener.topology().group(), retryTopics, groups, chain.deadLetterTopics());
    }
}

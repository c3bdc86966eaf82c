package io.redrive.admin;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicNaming;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Listeners with two retries, after 1 and 10 minutes, named after their group. */
final class TestTopology {

    private TestTopology() {}

    static RetryTopology of(String group, String... mainTopics) {
        return of(group, TopicSettings.LIKE_MAIN_TOPIC, mainTopics);
    }

    static RetryTopology of(String group, TopicSettings settings, String... mainTopics) {
        return of(
                group,
                settings,
                Arrays.stream(mainTopics).map(topic -> chain(topic, group)).toArray(TopicChain[]::new));
    }

    static RetryTopology of(String group, TopicSettings settings, TopicChain... chains) {
        return new RetryTopology(
                group + "-listener",
                group,
                new BackOffSchedule(List.of(Duration.ofMinutes(1), Duration.ofMinutes(10))),
                Jitter.ofRatio(0.5),
                List.of(0, 1),
                List.of(chains),
                settings);
    }

    static TopicChain chain(String mainTopic, String group) {
        return chain(
                mainTopic,
                TopicNaming.retryTopic(mainTopic, group, 1),
                TopicNaming.retryTopic(mainTopic, group, 2),
                TopicNaming.deadLetterTopic(mainTopic, group));
    }

    static TopicChain chain(String mainTopic, String retry1, String retry2, String deadLetterTopic) {
        return new TopicChain(
                mainTopic,
                List.of(new RetryTopic(retry1, Duration.ofMinutes(1)), new RetryTopic(retry2, Duration.ofMinutes(10))),
                deadLetterTopic);
    }

    static TopicSettings settings(boolean create, int partitions, int replicationFactor) {
        return new TopicSettings(
                create ? TopicMode.CREATE : TopicMode.VERIFY,
                partitions,
                (short) replicationFactor,
                TopicSettings.DEFAULT_DEAD_LETTER_RETENTION);
    }
}

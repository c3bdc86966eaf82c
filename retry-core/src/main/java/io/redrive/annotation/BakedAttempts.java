package io.redrive.annotation;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.DestinationTopicPropertiesFactory;
import org.springframework.kafka.retrytopic.DltStrategy;
import org.springframework.kafka.retrytopic.RetryTopicConstants;
import org.springframework.kafka.retrytopic.SameIntervalTopicReuseStrategy;
import org.springframework.kafka.retrytopic.TopicSuffixingStrategy;
import org.springframework.kafka.support.ExceptionMatcher;

/**
 * The number of attempts in a configuration whose last retry topic is used for several retries. The configuration does not
 * tell it, but it equals only what was made for the same number.
 */
final class BakedAttempts {

    private static final int MOST = 10_000;

    private BakedAttempts() {}

    /** Returns how often a record is delivered at most, the first delivery included. */
    static int of(List<DestinationTopic.Properties> properties) {
        int retries = (int) properties.stream()
                .filter(DestinationTopic.Properties::isRetryTopic)
                .count();
        boolean reused = properties.stream().anyMatch(each -> new DestinationTopic("", each).isReusableRetryTopic());
        if (!reused) {
            return retries + 1;
        }
        return IntStream.rangeClosed(retries + 1, MOST)
                .filter(attempts -> main(properties, attempts).equals(properties.get(0)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("more than " + MOST + " attempts"));
    }

    private static DestinationTopic.Properties main(List<DestinationTopic.Properties> properties, int attempts) {
        DestinationTopic known = new DestinationTopic("", properties.get(0));
        return new DestinationTopicPropertiesFactory(
                        "",
                        "",
                        Collections.nCopies(attempts - 1, 1L),
                        ExceptionMatcher.defaultMatcher(),
                        properties.get(0).numPartitions(),
                        known.getKafkaOperations(),
                        strategy(properties, known),
                        TopicSuffixingStrategy.SUFFIX_WITH_INDEX_VALUE,
                        SameIntervalTopicReuseStrategy.SINGLE_TOPIC,
                        RetryTopicConstants.NOT_SET)
                .createProperties()
                .get(0);
    }

    private static DltStrategy strategy(List<DestinationTopic.Properties> properties, DestinationTopic main) {
        if (properties.stream().noneMatch(DestinationTopic.Properties::isDltTopic)) {
            return DltStrategy.NO_DLT;
        }
        return main.isAlwaysRetryOnDltFailure() ? DltStrategy.ALWAYS_RETRY_ON_ERROR : DltStrategy.FAIL_ON_ERROR;
    }
}

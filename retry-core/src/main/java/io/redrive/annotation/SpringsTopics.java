package io.redrive.annotation;

import io.redrive.annotation.Layout.Suffixes;
import io.redrive.topic.ForwardNames;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.RetryTopicConstants;

/**
 * Topics, ids and groups with the names that spring-kafka gives them: that of the main topic or listener, and a suffix.
 *
 * @param retries the retry topics
 * @param deadLetterSuffix suffix of the dead-letter topic, or null for none
 * @param specialDeadLetterSuffixes suffixes of the dead-letter topics that take failures of their own
 */
record SpringsTopics(
        List<DestinationTopic.Properties> retries,
        @Nullable String deadLetterSuffix,
        List<String> specialDeadLetterSuffixes)
        implements ListenerDefinition.Naming {

    private static final Pattern NUMBERS = Pattern.compile("(-\\d+){1,2}$");

    @Override
    public TopicChain chain(String mainTopic, String group) {
        return new TopicChain(
                mainTopic,
                retries.stream()
                        .map(each ->
                                new RetryTopic(mainTopic + each.suffix(), Duration.ofMillis(Math.max(0, each.delay()))))
                        .toList(),
                deadLetterSuffix == null ? null : mainTopic + deadLetterSuffix,
                specialDeadLetterSuffixes.stream()
                        .map(suffix -> mainTopic + suffix)
                        .toList());
    }

    /** Recognises former names as well: those with another delay or index, and those with the usual suffixes. */
    ForwardNames forwardNames() {
        Set<String> retrySuffixes = new HashSet<>(Set.of(RetryTopicConstants.DEFAULT_RETRY_SUFFIX));
        retries.forEach(each -> retrySuffixes.add(NUMBERS.matcher(each.suffix()).replaceFirst("")));
        retrySuffixes.remove("");
        Set<String> deadLetterSuffixes = new HashSet<>(suffixes().deadLetter());
        deadLetterSuffixes.add(RetryTopicConstants.DEFAULT_DLT_SUFFIX);
        return ForwardNames.ofSuffixes(retrySuffixes, deadLetterSuffixes);
    }

    Suffixes suffixes() {
        return new Suffixes(
                retries.stream().map(DestinationTopic.Properties::suffix).toList(),
                Stream.concat(Stream.ofNullable(deadLetterSuffix), specialDeadLetterSuffixes.stream())
                        .toList());
    }
}

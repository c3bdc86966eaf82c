package io.redrive.topic;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recognises the names of retry and dead-letter topics, also of those that a listener had before its delays, attempts or
 * suffixes were changed.
 */
public interface ForwardNames {

    /** Whether {@code topic} can be a retry topic of {@code mainTopic}, read by {@code group}. */
    boolean isRetryTopic(String topic, String mainTopic, String group);

    /** Returns what the id and the group of the container of a retry topic end with, where it has a container of its own. */
    String containerSuffix(String topic, String mainTopic);

    /** Whether {@code topic} can be a dead-letter topic of {@code mainTopic}, read by {@code group}. */
    boolean isDeadLetterTopic(String topic, String mainTopic, String group);

    /** Whether names of two groups differ. */
    boolean carryGroup();

    /** Returns the names that {@link TopicNaming} gives. */
    static ForwardNames ofGroup() {
        return OfGroup.INSTANCE;
    }

    /**
     * Returns the names that consist of the main topic's and a suffix, as spring-kafka gives them: nothing, a delay or an index
     * follows the suffix of a retry topic, and an index may follow the delay.
     */
    static ForwardNames ofSuffixes(Set<String> retrySuffixes, Set<String> deadLetterSuffixes) {
        return new OfSuffixes(
                Pattern.compile(anyOf(retrySuffixes) + "(-\\d{1,18}){0,2}"),
                Pattern.compile(anyOf(deadLetterSuffixes)));
    }

    private static String anyOf(Set<String> suffixes) {
        return suffixes.stream().map(Pattern::quote).collect(Collectors.joining("|", "(", ")"));
    }

    /** Whether a topic can belong to one of the main topics that a pattern matches, as a retry or dead-letter topic. */
    default boolean isForwardOfAny(String topic, Pattern mainTopics, String group) {
        if (TopicNaming.isCut(topic)) {
            return true;
        }
        for (int length = topic.length() - 1; length > 0; length--) {
            String mainTopic = topic.substring(0, length);
            if ((isRetryTopic(topic, mainTopic, group) || isDeadLetterTopic(topic, mainTopic, group))
                    && mainTopics.matcher(mainTopic).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Names with the group in them. */
    enum OfGroup implements ForwardNames {
        INSTANCE;

        private static final String DEAD = "-dlt";
        private static final String SEPARATORS = "-._";
        private static final Pattern NUMBERED = Pattern.compile("-retry-([1-9]\\d{0,5})$");

        @Override
        public boolean isRetryTopic(String topic, String mainTopic, String group) {
            Matcher number = NUMBERED.matcher(topic);
            return number.find()
                    && topic.equals(TopicNaming.retryTopic(mainTopic, group, Integer.parseInt(number.group(1))));
        }

        @Override
        public boolean carryGroup() {
            return true;
        }

        @Override
        public String containerSuffix(String topic, String mainTopic) {
            return topic.substring(topic.lastIndexOf("-retry-"));
        }

        @Override
        public boolean isDeadLetterTopic(String topic, String mainTopic, String group) {
            String usual = TopicNaming.deadLetterTopic(mainTopic, group);
            String stem = usual.substring(0, usual.length() - DEAD.length());
            return topic.equals(usual)
                    // One for some failures; which suffixes there were nobody knows.
                    || (topic.startsWith(stem)
                            && topic.length() > usual.length()
                            && SEPARATORS.indexOf(topic.charAt(stem.length())) >= 0
                            && topic.endsWith(DEAD));
        }
    }

    /**
     * Names with suffixes.
     *
     * @param retry what follows the main topic's name in those of retry topics
     * @param deadLetter what follows it in those of dead-letter topics
     */
    record OfSuffixes(Pattern retry, Pattern deadLetter) implements ForwardNames {

        @Override
        public boolean isRetryTopic(String topic, String mainTopic, String group) {
            return follows(topic, mainTopic, retry);
        }

        @Override
        public boolean carryGroup() {
            return false;
        }

        @Override
        public String containerSuffix(String topic, String mainTopic) {
            return topic.substring(mainTopic.length());
        }

        @Override
        public boolean isDeadLetterTopic(String topic, String mainTopic, String group) {
            return follows(topic, mainTopic, deadLetter);
        }

        private static boolean follows(String topic, String mainTopic, Pattern suffix) {
            return topic.length() > mainTopic.length()
                    && topic.startsWith(mainTopic)
                    && suffix.matcher(topic)
                            .region(mainTopic.length(), topic.length())
                            .matches();
        }
    }
}

package io.redrive.topic;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Names of retry and dead-letter topics that carry the consumer group, so that two groups that read one main topic never
 * share a retry topic, and that do not carry the delay, so that a changed delay strands no record.
 */
public final class TopicNaming {

    /** The longest name a Kafka topic can have. */
    public static final int LONGEST_NAME = 249;

    private static final Pattern ILLEGAL = Pattern.compile("[^a-zA-Z0-9._-]");
    private static final String JOBS = "-redrives";

    private static final Pattern MARKED = Pattern.compile("-[0-9a-f]{8}$");

    private static final Pattern CUT = Pattern.compile("-[0-9a-f]{8}-(retry-\\d+|(.+-)?dlt)$");

    private TopicNaming() {}

    /** Returns {@code <topic>-<group>-retry-<n>}, with {@code n} counted from 1. */
    public static String retryTopic(String mainTopic, String group, int n) {
        return legal(mainTopic + "-" + group, "-retry-" + n);
    }

    /** Returns {@code <topic>-<group>-dlt}. */
    public static String deadLetterTopic(String mainTopic, String group) {
        return legal(mainTopic + "-" + group, "-dlt");
    }

    /** Returns {@code <topic>-<group><suffix>-dlt}, where the dead letters of some failures go. */
    public static String deadLetterTopic(String mainTopic, String group, String suffix) {
        return legal(mainTopic + "-" + group, suffix + "-dlt");
    }

    /** Returns {@code <dead-letter topic>-redrives}, where it is kept what was done about dead letters. */
    public static String jobTopic(String deadLetterTopic) {
        return legal(deadLetterTopic, JOBS);
    }

    /** Whether a topic can be the one with the jobs of a dead-letter topic that has such a name. */
    static boolean isJobTopic(String topic, Predicate<String> isDeadLetterTopic) {
        return topic.endsWith(JOBS) && isDeadLetterTopic.test(topic.substring(0, topic.length() - JOBS.length()));
    }

    /** Returns {@code <group>-pauses}, where it is kept which listeners of a group have their retries paused. */
    public static String pauseTopic(String group) {
        return legal(group, "-pauses");
    }

    /** Returns the name when it is a legal topic name. */
    public static String checked(String name) {
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || ILLEGAL.matcher(name).find()
                || name.equals(".")
                || name.equals("..")) {
            throw new IllegalArgumentException("'" + name + "' is not a legal topic name: 1 to " + LONGEST_NAME
                    + " of the characters a-z, A-Z, 0-9, '.', '_' and '-'");
        }
        return name;
    }

    /** Whether a name was cut to fit, so that the main topic cannot be read from it. */
    static boolean isCut(String name) {
        return name.length() == LONGEST_NAME && CUT.matcher(name).find();
    }

    private static String legal(String stem, String suffix) {
        String cleaned = ILLEGAL.matcher(stem).replaceAll("_");
        if (cleaned.equals(stem)
                && stem.length() + suffix.length() <= LONGEST_NAME
                && !MARKED.matcher(stem).find()) {
            return stem + suffix;
        }
        // The checksum keeps apart what cleaning or cutting would make equal, and what already looks like such a name.
        CRC32 checksum = new CRC32();
        checksum.update(stem.getBytes(StandardCharsets.UTF_8));
        String mark = "-%08x".formatted(checksum.getValue());
        int room = LONGEST_NAME - mark.length() - suffix.length();
        return cleaned.substring(0, Math.min(room, cleaned.length())) + mark + suffix;
    }
}

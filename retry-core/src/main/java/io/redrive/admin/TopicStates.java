package io.redrive.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Looks at topics of one cluster, for people who look. The brokers are asked at most once a second for the same topics, and
 * waited for at most three; one that does not answer is asked again after a second. Thread-safe.
 */
public final class TopicStates implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration FRESH = Duration.ofSeconds(1);

    // Shared, because a topic of one name may be looked for at another cluster later.
    private static final AtomicLong LOOKS = new AtomicLong();

    private final BrokerAccess access;
    private final AdminSession session;
    private final InstantSource clock;
    private final Map<Set<String>, Ended> looks = new HashMap<>();

    /** A look may take long, and is kept from its end on. */
    private record Ended(Look look, Instant endedAt) {}

    /** Creates looks at the cluster that {@code access} leads to; no client is made before the first one. */
    public TopicStates(BrokerAccess access, InstantSource clock) {
        this.access = access;
        this.session = new AdminSession(access.admins());
        this.clock = clock;
    }

    /**
     * What was seen of topics at one moment.
     *
     * @param asOf the moment
     * @param error why something was not seen, or null when everything was
     * @param topics the topics by name, without those that do not exist or may not be seen
     */
    public record Look(Instant asOf, @Nullable String error, Map<String, TopicState> topics) {

        /** Copies the map. */
        public Look {
            topics = Map.copyOf(topics);
        }
    }

    /** Returns what topics look like now, or did less than a second ago. */
    public synchronized Look of(Set<String> topics) {
        Instant now = clock.instant();
        looks.values()
                .removeIf(each -> Duration.between(each.endedAt(), now).compareTo(FRESH) >= 0
                        || each.endedAt().isAfter(now));
        Ended known = looks.get(topics);
        if (known != null) {
            return known.look();
        }
        Look look;
        try {
            look = topics.isEmpty() ? new Look(clock.instant(), null, Map.of()) : look(topics);
        } catch (BrokerUnavailableException unavailable) {
            session.closeAfter(unavailable);
            look = new Look(
                    clock.instant(),
                    "The broker at " + access.brokers() + " gives no answer (" + unavailable.getMessage() + ")",
                    Map.of());
        }
        looks.put(Set.copyOf(topics), new Ended(look, clock.instant()));
        return look;
    }

    private Look look(Collection<String> topics) {
        Instant asOf = clock.instant();
        long number = LOOKS.incrementAndGet();
        AdminCalls calls = new AdminCalls(session.open(), clock, LONGEST);
        Map<String, List<TopicPartition>> partitions = new TreeMap<>();
        Map<String, String> ids = new HashMap<>();
        calls.describe(topics).forEach((topic, answer) -> {
            if (answer.isGranted()) {
                Uuid id = answer.granted().topicId();
                // Brokers that know no ids tell all topics alike.
                ids.put(topic, id.equals(Uuid.ZERO_UUID) ? "" : id.toString());
                partitions.put(
                        topic,
                        answer.granted().partitions().stream()
                                .map(each -> new TopicPartition(topic, each.partition()))
                                .toList());
            }
        });
        List<TopicPartition> all = new ArrayList<>();
        partitions.values().forEach(all::addAll);
        Map<String, Answer<Config>> configs = calls.configs(partitions.keySet());
        Map<TopicPartition, TopicState.Ends> ends = calls.ends(all, IsolationLevel.READ_COMMITTED);
        Map<String, TopicState> states = new HashMap<>();
        List<String> silent = new ArrayList<>();
        partitions.forEach((topic, known) -> {
            if (ends.keySet().containsAll(known)) {
                Map<Integer, TopicState.Ends> byNumber = new HashMap<>();
                known.forEach(each -> byNumber.put(each.partition(), Objects.requireNonNull(ends.get(each))));
                Answer<Config> config = configs.get(topic);
                states.put(
                        topic,
                        new TopicState(
                                number,
                                ids.getOrDefault(topic, ""),
                                byNumber,
                                config != null && config.isGranted() ? settings(config.granted()) : null));
            } else {
                silent.add(topic);
            }
        });
        return new Look(asOf, silence(silent), states);
    }

    /** Says that partitions of topics do not answer, or returns null for none. */
    static @Nullable String silence(Collection<String> topics) {
        return topics.isEmpty() ? null : "Partitions of " + String.join(", ", topics) + " give no answer";
    }

    private static TopicState.Settings settings(Config config) {
        Long retentionMs = bound(config, TopicConfig.RETENTION_MS_CONFIG);
        return new TopicState.Settings(
                retentionMs == null ? null : Duration.ofMillis(retentionMs),
                bound(config, TopicConfig.RETENTION_BYTES_CONFIG),
                value(config, TopicConfig.CLEANUP_POLICY_CONFIG));
    }

    private static @Nullable Long bound(Config config, String name) {
        try {
            long bound = Long.parseLong(value(config, name));
            return bound < 0 ? null : (Long) bound;
        } catch (NumberFormatException missing) {
            return null;
        }
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    /** Ends calls in progress; later ones fail. */
    @Override
    public void close() {
        session.end();
    }
}

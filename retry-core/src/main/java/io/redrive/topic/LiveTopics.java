package io.redrive.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a listener as they are by now: main topics come and go where a pattern names them, and retry topics of an
 * earlier version of the application are read until they are empty. Thread-safe; what was taken from it does not change.
 */
public final class LiveTopics {

    private final Map<String, Duration> longestWaits = new ConcurrentHashMap<>();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> deleted = new ConcurrentSkipListMap<>();
    private volatile View view;

    /** Creates the topics of a listener that knows only these chains. */
    public LiveTopics(Collection<TopicChain> chains) {
        Map<String, TopicChain> byMainTopic = new LinkedHashMap<>();
        chains.forEach(chain -> byMainTopic.put(chain.mainTopic(), chain));
        this.view = new View(byMainTopic, byMainTopic.keySet(), Map.of(), Set.of());
    }

    /** Returns the topics at this moment; the same object as long as nothing changes. */
    public View view() {
        return view;
    }

    /** Adds the chain of a main topic, all of whose topics exist. */
    public synchronized void add(TopicChain chain) {
        Map<String, TopicChain> chains = new LinkedHashMap<>(view.chains);
        chains.put(chain.mainTopic(), chain);
        Set<String> present = new LinkedHashSet<>(view.mainTopics);
        present.add(chain.mainTopic());
        view = new View(chains, present, view.retired, view.goneRetired);
    }

    /** Stops reading main topics that are gone; what waits in their retry topics is still read. */
    public synchronized void retainMainTopics(Collection<String> existing) {
        if (!existing.containsAll(view.mainTopics)) {
            Set<String> present = new LinkedHashSet<>(view.mainTopics);
            present.retainAll(existing);
            view = new View(view.chains, present, view.retired, view.goneRetired);
        }
    }

    /** Adds a retry topic that nothing is written to any more, and whose records go on with {@code chain}. */
    public synchronized void retire(String topic, TopicChain chain) {
        Map<String, TopicChain> retired = new LinkedHashMap<>(view.retired);
        retired.put(topic, chain);
        Set<String> gone = new LinkedHashSet<>(view.goneRetired);
        gone.remove(topic);
        view = new View(view.chains, view.mainTopics, retired, gone);
    }

    /** Stops reading a retired topic that does not exist any more. */
    public synchronized void retiredIsGone(String topic) {
        Set<String> gone = new LinkedHashSet<>(view.goneRetired);
        gone.add(topic);
        view = new View(view.chains, view.mainTopics, view.retired, gone);
    }

    /** Notes how long a topic keeps its records; negative for ever. */
    public void keeps(String topic, Duration retention) {
        longestWaits.put(topic, RetryTopic.longestWait(retention));
    }

    /**
     * Returns how long a record in a topic may have to wait by the settings of any version of the application, as far as
     * the topic's retention tells.
     */
    public Duration longestWait(String topic) {
        return longestWaits.getOrDefault(topic, Duration.ZERO);
    }

    /** Notes that a topic holds records of another group. */
    public void sharedWithOthers(String topic) {
        foreign.add(topic);
    }

    /** Whether a topic was seen to hold records of another group. */
    public boolean isSharedWithOthers(String topic) {
        return foreign.contains(topic);
    }

    /** Notes that so many records of a topic were deleted before they were delivered. */
    public void deleted(String topic, long records) {
        deleted.merge(topic, records, Long::sum);
    }

    /** Returns how many records were seen to be missing, by topic; none of topics that miss none. */
    public Map<String, Long> deleted() {
        return new TreeMap<>(deleted);
    }

    /** The topics of a listener at one moment. */
    public static final class View {

        private final Map<String, TopicChain> chains;
        private final Set<String> mainTopics;
        private final Map<String, TopicChain> retired;
        private final Set<String> goneRetired;
        private final Map<String, TopicChain> byTopic = new HashMap<>();
        private final List<Set<String>> levels = new ArrayList<>();
        private final Set<String> retryTopics = new LinkedHashSet<>();
        private final List<Set<String>> deadLetterTopics = new ArrayList<>();

        private View(
                Map<String, TopicChain> chains,
                Set<String> mainTopics,
                Map<String, TopicChain> retired,
                Set<String> goneRetired) {
            this.chains = chains;
            this.mainTopics = Set.copyOf(mainTopics);
            this.retired = retired;
            this.goneRetired = goneRetired;
            byTopic.putAll(retired);
            for (TopicChain chain : chains.values()) {
                byTopic.put(chain.mainTopic(), chain);
                chain.forwardTopics().forEach(topic -> byTopic.put(topic, chain));
                add(chain.retryTopics().stream().map(RetryTopic::name).toList(), levels);
                add(chain.deadLetterTopics(), deadLetterTopics);
            }
            levels.forEach(retryTopics::addAll);
            retryTopics.addAll(retiredTopics());
        }

        private static void add(List<String> topics, List<Set<String>> byIndex) {
            for (int index = 0; index < topics.size(); index++) {
                if (index == byIndex.size()) {
                    byIndex.add(new LinkedHashSet<>());
                }
                byIndex.get(index).add(topics.get(index));
            }
        }

        /** Returns the chain that a topic belongs to, or null when it is none of the listener's. */
        public @Nullable TopicChain chain(String topic) {
            return byTopic.get(topic);
        }

        /** Returns the chains of all main topics, also of those that are gone. */
        public Collection<TopicChain> chains() {
            return chains.values();
        }

        /** Returns the main topics that exist. */
        public Set<String> mainTopics() {
            return mainTopics;
        }

        /** Returns all retry topics, the retired ones included. */
        public Set<String> retryTopics() {
            return retryTopics;
        }

        /** Returns the retry topics of one level. */
        public Set<String> retryTopics(int level) {
            return level < levels.size() ? levels.get(level) : Set.of();
        }

        /** Returns all dead-letter topics. */
        public Set<String> deadLetterTopics() {
            Set<String> topics = new LinkedHashSet<>();
            deadLetterTopics.forEach(topics::addAll);
            return topics;
        }

        /** Returns the dead-letter topics with one index in their chains. */
        public Set<String> deadLetterTopics(int index) {
            return index < deadLetterTopics.size() ? deadLetterTopics.get(index) : Set.of();
        }

        /** Returns the retired topics. */
        public Set<String> retiredTopics() {
            Set<String> topics = new LinkedHashSet<>(retired.keySet());
            topics.removeAll(goneRetired);
            return topics;
        }

        /** Returns the retired topics that match. */
        public Set<String> retiredTopics(BiPredicate<String, TopicChain> wanted) {
            return retiredTopics().stream()
                    .filter(topic -> wanted.test(topic, Objects.requireNonNull(retired.get(topic))))
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** Whether a topic is one of the listener's, and no retired one that was deleted. */
        boolean isRead(String topic) {
            return byTopic.containsKey(topic) && !goneRetired.contains(topic);
        }

        /** Whether a topic is retired. */
        public boolean isRetired(String topic) {
            return retired.containsKey(topic);
        }
    }
}

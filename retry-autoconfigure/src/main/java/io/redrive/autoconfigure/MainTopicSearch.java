package io.redrive.autoconfigure;

import io.redrive.admin.ListenerTopics;
import io.redrive.admin.Reconciliation;
import io.redrive.admin.TopologyChecks;
import io.redrive.admin.TopologyException;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the main topics that match a listener's pattern. Those that are there at the start have to be right, as if they were
 * listed; those that appear later are read as soon as their retry topics are verified, and are left alone until then.
 */
final class MainTopicSearch {

    private static final Logger log = LoggerFactory.getLogger(MainTopicSearch.class);

    private final Entry entry;
    private final RetryListener listener;
    private final Runnable check;
    private final Supplier<List<Entry>> all;
    private final Function<ListenerTopics, Reconciliation> reconciliations;
    /** By main topic, what was found and is not verified yet. */
    private final Map<String, Reconciliation> pending = new ConcurrentHashMap<>();

    private final Set<String> refused = new HashSet<>();

    /**
     * Creates a search.
     *
     * @param entry a listener with a pattern
     * @param check what has to pass before topics are verified
     * @param all returns the listeners of the application
     * @param reconciliations makes what verifies topics in the background
     */
    MainTopicSearch(
            Entry entry,
            Runnable check,
            Supplier<List<Entry>> all,
            Function<ListenerTopics, Reconciliation> reconciliations) {
        this.entry = entry;
        this.listener = entry.listener();
        this.check = check;
        this.all = all;
        this.reconciliations = reconciliations;
    }

    /** Returns the topics that must be verified before the listener can start; none when it has. */
    List<ListenerTopics> atStart(Set<String> names) {
        if (listener.isVerified()) {
            return List.of();
        }
        RetryTopology topology = topology(matching(names));
        TopologyChecks.check(withOthers(topology));
        return List.of(topics(topology, ListenerCluster.ALL_TOPICS, this::verified));
    }

    /** Takes note of main topics that have come or gone. */
    void look(Set<String> names) {
        Set<String> matching = matching(names);
        listener.topics().retainMainTopics(matching);
        Set<String> gone = new HashSet<>(pending.keySet());
        gone.removeAll(matching);
        gone.forEach(topic -> {
            // What verifies a topic would make it anew.
            Reconciliation reconciliation = pending.remove(topic);
            if (reconciliation != null) {
                reconciliation.stop();
                listener.problemIsSolved(topic);
            }
        });
        matching.removeAll(listener.topics().view().mainTopics());
        matching.removeAll(pending.keySet());
        matching.removeAll(refused);
        matching.forEach(this::add);
        if (!listener.isVerified()) {
            // The brokers were not there when the application started.
            verified();
        }
    }

    void stop() {
        pending.values().forEach(Reconciliation::stop);
    }

    private void add(String mainTopic) {
        RetryTopology topology = topology(Set.of(mainTopic));
        try {
            TopologyChecks.check(withOthers(topology));
        } catch (TopologyException wrong) {
            refused.add(mainTopic);
            listener.noteProblem(mainTopic, String.valueOf(wrong.getMessage()));
            log.error(
                    "Listener {} does not read {}: {}",
                    listener.topology().listenerId(),
                    mainTopic,
                    wrong.getMessage());
            return;
        }
        log.info("Listener {} has found topic {}", listener.topology().listenerId(), mainTopic);
        Reconciliation reconciliation =
                reconciliations.apply(topics(topology, mainTopic, () -> pending.remove(mainTopic)));
        pending.put(mainTopic, reconciliation);
        reconciliation.start(Duration.ZERO);
    }

    private void verified() {
        listener.problemIsSolved(ListenerCluster.ALL_TOPICS);
        listener.verified();
    }

    private ListenerTopics topics(RetryTopology topology, String which, Runnable afterwards) {
        return new ListenerTopics(
                topology,
                listener::groups,
                names -> ListenerCluster.changes(entry, topology, names),
                check,
                verified -> {
                    ListenerCluster.noteVerified(entry, topology, verified, Runnable::run);
                    topology.chains().forEach(listener.topics()::add);
                    listener.problemIsSolved(which);
                    afterwards.run();
                },
                wrong -> listener.noteProblem(which, wrong),
                unreachable -> listener.noteProblem(which, unreachable));
    }

    private RetryTopology topology(Set<String> mainTopics) {
        List<TopicChain> chains =
                mainTopics.stream().map(listener.rules().chains()).toList();
        return listener.topology().with(chains);
    }

    private Set<String> matching(Set<String> names) {
        return new TreeSet<>(listener.rules()
                .mainTopics(
                        names,
                        topic -> all.get().stream()
                                .map(Entry::listener)
                                .anyMatch(each -> each.rules()
                                        .isForwardTopic(topic, each.topics().view()))));
    }

    /** Returns the topics of the application, with those that this listener would have besides. */
    private List<RetryTopology> withOthers(RetryTopology added) {
        List<RetryTopology> topologies = new ArrayList<>();
        for (Entry each : all.get()) {
            LiveTopics.View view = each.listener().topics().view();
            List<TopicChain> chains = new ArrayList<>(view.chains());
            if (each.equals(entry)) {
                chains.removeAll(added.chains());
                chains.addAll(added.chains());
            }
            topologies.add(each.listener().topology().with(chains));
        }
        return topologies;
    }
}

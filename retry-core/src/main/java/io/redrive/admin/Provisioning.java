package io.redrive.admin;

import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run over the topics of one listener. */
final class Provisioning {

    private static final Logger log = LoggerFactory.getLogger(TopicProvisioner.class);

    private static final Duration PATIENCE_WITH_MISSING = Duration.ofSeconds(1);
    private static final Duration PATIENCE_WITH_CREATED = Duration.ofSeconds(10);

    private final AdminCalls calls;
    private final RetryTopology topology;
    private final Remarks remarks;
    private final @Nullable Set<String> groups;
    private final List<TopicProblem> problems = new ArrayList<>();
    private final Map<String, TopicDescription> found = new HashMap<>();
    private final Set<String> missing = new TreeSet<>();
    private final Map<String, ExistingTopic> existing = new HashMap<>();

    /**
     * Creates a run.
     *
     * @param groups consumer groups of the listener, or null when what may be done with groups and topics is not to be judged
     */
    Provisioning(AdminCalls calls, RetryTopology topology, Remarks remarks, @Nullable Set<String> groups) {
        this.calls = calls;
        this.topology = topology;
        this.remarks = remarks;
        this.groups = groups;
    }

    VerifiedTopics run() {
        List<String> names = new ArrayList<>();
        for (TopicChain chain : topology.chains()) {
            names.add(chain.mainTopic());
            names.addAll(chain.forwardTopics());
        }
        sort(calls.describe(names));
        if (!topology.settings().create() && !missing.isEmpty()) {
            // Who created them may have done so only just now, such as the application itself while it starts.
            sort(calls.describeWhenKnown(Set.copyOf(missing), PATIENCE_WITH_MISSING));
        }
        create(missingMainTopics(), "Main topic {} did not exist; it was created with {} partitions and {} replicas");
        readSettings(Set.copyOf(found.keySet()));
        growRetryTopics();
        verify(Set.copyOf(found.keySet()));
        Set<String> others = create(missingForwardTopics(), "Topic {} was created with {} partitions and {} replicas");
        readSettings(others);
        verify(others);
        if (groups != null) {
            problems.addAll(Permissions.missing(topology, found));
            problems.addAll(Permissions.forbidden(topology, groups, calls));
        }
        if (!problems.isEmpty()) {
            throw new TopologyException(List.of(topology.listenerId()), problems);
        }
        return new VerifiedTopics(
                found.values().stream()
                        .collect(Collectors.toMap(
                                TopicDescription::name,
                                topic -> topic.partitions().size())),
                retentions());
    }

    private Map<String, Duration> retentions() {
        Map<String, Duration> retentions = new HashMap<>();
        for (TopicChain chain : topology.chains()) {
            for (ForwardTopic wanted : ForwardTopic.of(topology, chain)) {
                ExistingTopic topic = existing.get(wanted.name());
                if (topic == null) {
                    retentions.put(wanted.name(), wanted.retention(topology.settings()));
                } else {
                    Long configured = topic.number(TopicConfig.RETENTION_MS_CONFIG);
                    if (configured != null) {
                        retentions.put(wanted.name(), Duration.ofMillis(configured));
                    }
                }
            }
        }
        return retentions;
    }

    private void sort(Map<String, Answer<TopicDescription>> answers) {
        answers.forEach((name, answer) -> {
            ApiException refusal = answer.refusal();
            if (refusal == null) {
                missing.remove(name);
                found.put(name, answer.granted());
            } else if (answer.isUnknownTopic()) {
                missing.add(name);
            } else if (answer.isDenied()) {
                problems.add(CreationProblems.hidden(name));
            } else {
                problems.add(CreationProblems.indescribable(name, refusal));
            }
        });
    }

    private void verify(Set<String> topics) {
        Verification verification = new Verification(remarks, problems);
        for (TopicChain chain : topology.chains()) {
            for (ForwardTopic wanted : ForwardTopic.of(topology, chain)) {
                ExistingTopic topic = existing.get(wanted.name());
                if (topic != null && topics.contains(wanted.name())) {
                    verification.verify(wanted, topic, existing.get(chain.mainTopic()));
                }
            }
        }
    }

    private void readSettings(Set<String> topics) {
        if (topics.isEmpty()) {
            return;
        }
        Set<String> unseen = new TreeSet<>();
        calls.configs(topics).forEach((name, answer) -> {
            if (answer.isDenied()) {
                unseen.add(name);
            }
            TopicDescription description = found.get(name);
            if (description != null) {
                existing.put(name, ExistingTopic.of(description, answer));
            }
        });
        if (!unseen.isEmpty()) {
            remarks.warn("The application may not read the settings of topics " + unseen + " of listener "
                    + topology.listenerId() + " (DescribeConfigs): they are used as they are");
        }
    }

    /**
     * Gives retry topics the partitions that their main topic has got since they were made, so that records of one key stay
     * together again. What waits in them stays where it is.
     */
    private void growRetryTopics() {
        if (!topology.settings().create() || topology.settings().partitions() > 0) {
            return;
        }
        Map<String, Integer> tooSmall = new TreeMap<>();
        for (TopicChain chain : topology.chains()) {
            ExistingTopic main = existing.get(chain.mainTopic());
            for (RetryTopic retry : chain.retryTopics()) {
                ExistingTopic topic = existing.get(retry.name());
                if (main != null && topic != null && topic.partitions() < main.partitions()) {
                    tooSmall.put(retry.name(), main.partitions());
                }
            }
        }
        if (!tooSmall.isEmpty()) {
            // Who may not, or comes second, finds the topic as it is, which is told when it is verified.
            calls.grow(tooSmall).forEach((name, answer) -> {
                if (answer.isGranted()) {
                    log.info("Topic {} has got {} partitions, as many as its main topic", name, tooSmall.get(name));
                } else {
                    tooSmall.put(name, 0);
                }
            });
            awaitPartitions(tooSmall);
        }
    }

    private void awaitPartitions(Map<String, Integer> wanted) {
        Set<TopicPartition> partitions = new HashSet<>();
        sort(calls.describeWhenGrown(wanted, PATIENCE_WITH_CREATED));
        wanted.keySet()
                .forEach(name -> Objects.requireNonNull(found.get(name))
                        .partitions()
                        .forEach(each -> partitions.add(new TopicPartition(name, each.partition()))));
        calls.awaitLeaders(partitions, PATIENCE_WITH_CREATED);
        readSettings(wanted.keySet());
    }

    private List<NewTopic> missingMainTopics() {
        return topology.chains().stream()
                .map(TopicChain::mainTopic)
                .filter(missing::contains)
                .map(name -> NewTopics.main(name, topology.settings()))
                .toList();
    }

    private List<NewTopic> missingForwardTopics() {
        List<NewTopic> topics = new ArrayList<>();
        for (TopicChain chain : topology.chains()) {
            ExistingTopic main = existing.get(chain.mainTopic());
            // Without its main topic, which is a problem already, the numbers would have to be guessed.
            if (main != null || !topology.settings().create()) {
                ForwardTopic.of(topology, chain).stream()
                        .filter(wanted -> missing.contains(wanted.name()))
                        .map(wanted -> NewTopics.forward(wanted, topology.settings(), main))
                        .forEach(topics::add);
            }
        }
        return topics;
    }

    /** Creates topics; returns those that somebody else created meanwhile. */
    private Set<String> create(List<NewTopic> topics, String message) {
        if (!topology.settings().create()) {
            topics.forEach(topic -> problems.add(CreationProblems.switchedOff(topic, like(topic))));
            return Set.of();
        }
        if (topics.isEmpty()) {
            return Set.of();
        }
        Map<String, Answer<Void>> answers = calls.create(topics);
        Set<String> created = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (NewTopic topic : topics) {
            Answer<Void> answer = answers.get(topic.name());
            ApiException refusal = answer == null ? null : answer.refusal();
            if (refusal == null) {
                created.add(topic.name());
            } else if (refusal instanceof TopicExistsException) {
                others.add(topic.name());
            } else {
                problems.add(CreationProblems.refused(topic, refusal));
            }
        }
        awaitKnown(created, others);
        for (String name : created) {
            ExistingTopic topic = ExistingTopic.of(Objects.requireNonNull(found.get(name)), Map.of());
            log.info(message, name, topic.partitions(), topic.replicas());
        }
        return others;
    }

    /** Returns the main topic that a missing topic should be like, as long as that is missing as well. */
    private @Nullable String like(NewTopic topic) {
        return topology.chains().stream()
                .filter(chain -> chain.forwardTopics().contains(topic.name()))
                .map(TopicChain::mainTopic)
                .filter(main -> !existing.containsKey(main))
                .findFirst()
                .orElse(null);
    }

    private void awaitKnown(Set<String> created, Set<String> others) {
        Set<String> all = new TreeSet<>(created);
        all.addAll(others);
        if (all.isEmpty()) {
            return;
        }
        sort(calls.describeWhenKnown(all, PATIENCE_WITH_CREATED));
        all.removeAll(found.keySet());
        if (!all.isEmpty()) {
            throw new BrokerUnavailableException(
                    "see the topics just created", new TimeoutException("not all brokers know " + all + " yet"));
        }
        Set<TopicPartition> partitions = new HashSet<>();
        for (String name : created) {
            Objects.requireNonNull(found.get(name))
                    .partitions()
                    .forEach(each -> partitions.add(new TopicPartition(name, each.partition())));
        }
        calls.awaitLeaders(partitions, PATIENCE_WITH_CREATED);
    }
}

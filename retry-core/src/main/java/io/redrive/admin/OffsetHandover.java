package io.redrive.admin;

import io.redrive.topic.GroupChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the groups of a listener go on where its groups in the other layout have come to: what either has done with is done.
 * A group that others read with already is left alone, they have done this before they started.
 */
final class OffsetHandover {

    private static final Logger log = LoggerFactory.getLogger(OffsetHandover.class);

    private OffsetHandover() {}

    /**
     * Commits what the former groups have committed, where that is further.
     *
     * @throws BrokerUnavailableException when the brokers give no answer
     */
    static void run(AdminCalls calls, String listener, Collection<GroupChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Set<String> groups = new LinkedHashSet<>();
        changes.forEach(change -> {
            groups.add(change.group());
            groups.add(change.former());
        });
        ahead(changes, calls.committedWithMetadata(groups)).forEach((group, offsets) -> {
            Answer<Void> answer = calls.commit(group, offsets);
            Set<String> topics = new TreeSet<>();
            offsets.keySet().forEach(partition -> topics.add(partition.topic()));
            if (answer.isGranted()) {
                log.info(
                        "Listener {} goes on in group {} where it had come to in another layout, in {}",
                        listener,
                        group,
                        topics);
            } else if (answer.isDenied()) {
                log.warn(
                        "Listener {} was read in another layout before, but group {} may not be told how far: records of {}"
                                + " that are done with are delivered again",
                        listener,
                        group,
                        topics);
            } else {
                log.debug("Group {} is in use already", group, answer.refusal());
            }
        });
    }

    /**
     * Returns by group what is to be committed for it: where it and its former ones have done with more than it knows; nothing
     * of groups whose offsets may not be seen.
     */
    static Map<String, Map<TopicPartition, OffsetAndMetadata>> ahead(
            Collection<GroupChange> changes, Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> ahead = new TreeMap<>();
        for (GroupChange change : changes) {
            Map<TopicPartition, OffsetAndMetadata> own = committed.get(change.group());
            if (own == null) {
                continue;
            }
            committed.getOrDefault(change.former(), Map.of()).forEach((partition, former) -> {
                if (partition.topic().equals(change.topic())) {
                    OffsetAndMetadata more = DoneWith.more(own.get(partition), former);
                    if (more != null) {
                        ahead.computeIfAbsent(change.group(), unused -> new HashMap<>())
                                .put(partition, more);
                    }
                }
            });
        }
        return ahead;
    }
}

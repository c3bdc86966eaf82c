package io.redrive.autoconfigure;

import io.redrive.admin.TopicLook;
import io.redrive.listener.RetiredTopic;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import io.redrive.topic.GroupChange;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.TopicChain;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the retry topics that an earlier version of the application wrote to, has them read, and tells when they can be
 * removed.
 */
final class RetiredTopicSearch {

    private static final Logger log = LoggerFactory.getLogger(RetiredTopicSearch.class);

    private final Set<String> unread = new HashSet<>();
    private final TopicLook look;
    private final Supplier<List<Entry>> all;

    /**
     * Creates a search.
     *
     * @param look looks at the cluster
     * @param all returns the listeners of the application
     */
    RetiredTopicSearch(TopicLook look, Supplier<List<Entry>> all) {
        this.look = look;
        this.all = all;
    }

    /**
     * Looks at the retired topics of a listener.
     *
     * @param names the topics of its cluster
     */
    void look(Entry entry, Set<String> names) {
        RetryListener listener = entry.listener();
        for (RetiredTopic topic : listener.retiredTopics()) {
            if (names.contains(topic.name())) {
                check(entry, topic);
            } else {
                listener.retiredIsGone(topic.name());
            }
        }
        listener.rules()
                .retired(names, listener.topics().view(), this::isInUse)
                .forEach((topic, chain) -> found(entry, topic, chain));
    }

    private boolean isInUse(String topic) {
        return all.get().stream()
                .map(each -> each.listener().topics().view())
                .anyMatch(view -> view.chain(topic) != null && !view.isRetired(topic));
    }

    private void found(Entry entry, String topic, TopicChain chain) {
        RetryListener listener = entry.listener();
        if (!chain.assigned().isEmpty()) {
            if (unread.add(topic)) {
                log.warn(
                        "Topic {} may have records of an earlier version of listener {}, which reads partitions assigned by"
                                + " hand; the topic is not read",
                        topic,
                        listener.topology().listenerId());
            }
            return;
        }
        String group = entry.retiredReaders().group(topic, chain);
        List<GroupChange> changes = entry.retiredReaders().changes(topic, chain);
        Set<String> own = groups(group, changes);
        if (own.stream().noneMatch(each -> look.hasRead(each, topic)) && isReadByOthers(listener, topic, own)) {
            if (unread.add(topic)) {
                log.warn(
                        "Topic {} is named as if it had records of an earlier version of listener {}, but another group reads"
                                + " it, and group {} never has; the topic is not read",
                        topic,
                        listener.topology().listenerId(),
                        group);
            }
            return;
        }
        look.handOver(listener.topology().listenerId(), changes);
        look.retentions(Set.of(topic)).forEach(listener.topics()::keeps);
        log.info(
                "Topic {} has the records of an earlier version of listener {}; they are delivered when they are due",
                topic,
                listener.topology().listenerId());
        listener.readRetired(topic, chain, entry.retiredReaders());
    }

    private void check(Entry entry, RetiredTopic topic) {
        RetryListener listener = entry.listener();
        LiveTopics topics = listener.topics();
        TopicChain chain = topics.view().chain(topic.name());
        boolean removable = chain != null
                && look.isDrained(topic.name(), topic.group())
                && !topics.isSharedWithOthers(topic.name())
                && (topic.removable()
                        || !isReadByOthers(
                                listener,
                                topic.name(),
                                groups(topic.group(), entry.retiredReaders().changes(topic.name(), chain))));
        if (removable && !topic.removable()) {
            log.info(
                    "Topic {} is empty and can be removed when no instance of an earlier version runs any more:"
                            + " kafka-topics.sh --bootstrap-server <broker> --delete --topic {}",
                    topic.name(),
                    topic.name());
        }
        if (removable != topic.removable()) {
            listener.noteRetired(new RetiredTopic(topic.name(), topic.group(), removable));
        }
    }

    /** Where names carry no group, other applications name their topics alike. */
    private boolean isReadByOthers(RetryListener listener, String topic, Set<String> own) {
        if (listener.rules().forwardNames().carryGroup()) {
            return false;
        }
        Set<String> all = new HashSet<>(own);
        all.add(listener.topology().group());
        return look.isReadByOthers(topic, all);
    }

    /** Returns the group that reads a topic, and the one that reads it in the other layout. */
    private static Set<String> groups(String group, List<GroupChange> changes) {
        Set<String> groups = new LinkedHashSet<>(Set.of(group));
        changes.forEach(change -> groups.add(change.former()));
        return groups;
    }
}

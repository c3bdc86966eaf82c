package io.redrive.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/** Notes which partitions the consumers of an application were given, and how they lost them. */
class Rebalances implements ConsumerAwareRebalanceListener {

    private final Queue<String> assigned = new ConcurrentLinkedQueue<>();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(each -> assigned.add(consumer.groupMetadata().groupId() + " " + each));
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(each -> taken.add("revoked " + each));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(each -> taken.add("lost " + each));
    }

    /** Returns the groups and partitions that were assigned, each as often as it was. */
    List<String> assigned() {
        return List.copyOf(assigned);
    }

    List<String> taken() {
        return List.copyOf(taken);
    }
}

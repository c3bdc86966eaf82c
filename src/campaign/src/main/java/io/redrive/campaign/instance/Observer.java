package io.redrive.campaign.instance;

import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.journal.Ownership;
import io.redrive.campaign.journal.Ownership.Change;
import io.redrive.campaign.journal.Parked;
import io.redrive.campaign.journal.Place;
import io.redrive.event.RecordParked;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/** Writes down what happens to the instance's consumers and to records that no topic accepts. */
class Observer implements ConsumerAwareRebalanceListener {

    private final Journal journal;

    Observer(Journal journal) {
        this.journal = journal;
    }

    @EventListener
    void onParked(RecordParked parked) {
        Place origin = new Place(
                parked.origin().topic(),
                parked.origin().partition(),
                parked.origin().offset());
        journal.write(new Parked(origin, System.nanoTime()));
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        write(Change.ASSIGNED, partitions);
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        write(Change.REVOKED, partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        write(Change.LOST, partitions);
    }

    private void write(Change change, Collection<TopicPartition> partitions) {
        journal.write(new Ownership(
                change,
                partitions.stream().map(TopicPartition::toString).sorted().toList(),
                System.nanoTime()));
    }
}

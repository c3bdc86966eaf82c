package io.redrive.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** The commits of one consumer between it and the coordinator, which sees them in the order they were sent. */
final class CommitsOnTheWire {

    private final World world;
    private final SimulatedGroup group;
    private final SimulatedConsumer member;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final Deque<Runnable> callbacks = new ArrayDeque<>();

    private record Sent(
            Map<TopicPartition, OffsetAndMetadata> offsets, int membership, OffsetCommitCallback callback) {}

    CommitsOnTheWire(World world, SimulatedGroup group, SimulatedConsumer member) {
        this.world = world;
        this.group = group;
        this.member = member;
    }

    void sync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        KafkaException failure = arrive(offsets, member.memberships);
        if (failure != null) {
            throw failure;
        }
    }

    void async(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        Sent one = new Sent(new HashMap<>(offsets), member.memberships, callback);
        sent.add(one);
        world.time().after(world.faults().latencyMs(), () -> arriveUpTo(one));
    }

    /** Lets everything sent arrive at the coordinator. */
    void flush() {
        if (!sent.isEmpty()) {
            arriveUpTo(sent.getLast());
        }
    }

    boolean canCallBack() {
        return !callbacks.isEmpty();
    }

    void callBack() {
        while (!callbacks.isEmpty()) {
            callbacks.remove().run();
        }
    }

    /** What a crashed process has sent may arrive all the same. */
    void crash() {
        if (world.faults().appliedAnyway()) {
            sent.clear();
        }
    }

    private void arriveUpTo(Sent last) {
        while (sent.contains(last)) {
            Sent one = sent.remove();
            KafkaException failure = arrive(one.offsets(), one.membership());
            Exception told = failure == null ? null : new RetriableCommitFailedException(failure);
            callbacks.add(() -> one.callback().onComplete(one.offsets(), told));
        }
    }

    private KafkaException arrive(Map<TopicPartition, OffsetAndMetadata> offsets, int membership) {
        boolean fails = world.faults().commitFails();
        try {
            if (!fails || world.faults().appliedAnyway()) {
                group.commit(member, membership, offsets);
            }
        } catch (KafkaException refused) {
            world.trace().add(member.name, "is refused a commit", offsets);
            return refused;
        }
        if (fails) {
            world.trace().add(member.name, "hears that its commit failed", offsets);
        }
        return fails ? new TimeoutException("simulated") : null;
    }
}

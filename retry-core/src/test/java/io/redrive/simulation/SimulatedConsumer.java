package io.redrive.simulation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** What the engine takes for Kafka's consumer. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is one thread only
final class SimulatedConsumer extends MockedConsumer {

    /** Far longer than the engine waits for forwards, and far shorter than a group waits for a member. */
    private static final long LONGEST_REVOCATION_MS = 60_000;

    private static final int MOST_IDLE_POLLS = 1_000;

    final String name;
    int epoch = -1;
    /** When its next heartbeat is answered. */
    long hearsAt;
    /** How often it has joined: what it sent as an earlier member is refused. */
    int memberships;
    /** The state of the group in which it was found to have nothing to tell. */
    long quietIn = -1;

    private final World world;
    private final SimulatedGroup group;
    private final Runnable crash;
    private final CommitsOnTheWire commits;
    final KeptRecords kept = new KeptRecords();
    final UnderWay underWay;
    private ConsumerRebalanceListener listener;
    private boolean woken;
    private boolean crashed;
    private boolean joined;
    private boolean losing;
    private long polledAt;
    private int idlePolls;

    SimulatedConsumer(String name, World world, SimulatedGroup group, Runnable crash) {
        super(new Positions(world));
        this.name = name;
        this.world = world;
        this.group = group;
        this.crash = crash;
        this.underWay = new UnderWay(world.plan().limits);
        this.commits = new CommitsOnTheWire(world, group, this);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener following) {
        listener = following;
        joined = true;
        group.join(this);
    }

    @Override
    public ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
        if (world.faults().crashes()) {
            crash.run();
        }
        underWay.check(assignment(), positions.paused(), name);
        long deadline = world.time().millis() + timeout.toMillis();
        while (true) {
            mayFail();
            commits.callBack();
            if (group.hasNewsFor(this)) {
                group.tell(this);
                continue;
            }
            ConsumerRecords<ByteBuffer, ByteBuffer> records = positions.fetch(kept);
            if (!records.isEmpty() || world.time().millis() >= deadline) {
                notSpinning(records);
                return records;
            }
            world.turns().await(deadline, this::hasNews);
            if (!hasNews()) {
                mayFail();
                return records;
            }
        }
    }

    /** Polls one after the other for which neither records nor time come show that it spins. */
    private void notSpinning(ConsumerRecords<ByteBuffer, ByteBuffer> records) {
        idlePolls = records.isEmpty() && polledAt == world.time().millis() ? idlePolls + 1 : 0;
        polledAt = world.time().millis();
        Judge.check(idlePolls < MOST_IDLE_POLLS, "spins", name);
    }

    private boolean hasNews() {
        return crashed || woken || commits.canCallBack() || group.hasNewsFor(this) || positions.hasRecords();
    }

    void revoke(Set<TopicPartition> partitions) {
        world.trace().add(name, "gives up", partitions);
        long begun = world.time().millis();
        listener.onPartitionsRevoked(partitions);
        Judge.check(
                world.time().millis() - begun <= LONGEST_REVOCATION_MS,
                "takes too long to give up " + partitions,
                name);
        // What was sent to the coordinator before it hears of the rebalance also arrives before.
        commits.flush();
        positions.remove(partitions);
    }

    void lose() {
        Set<TopicPartition> lost = assignment();
        world.trace().add(name, "has lost", lost);
        if (!lost.isEmpty()) {
            long begun = world.time().millis();
            losing = true;
            listener.onPartitionsLost(lost);
            losing = false;
            Judge.check(world.time().millis() == begun, "waits for what it has lost", name);
        }
        positions.remove(lost);
    }

    void assigned(Collection<TopicPartition> partitions) {
        world.trace().add(name, "is assigned", partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata from = group.committed().of(partition);
            positions.add(partition, from);
            kept.assigned(partition, from);
        }
        underWay.begun(partitions);
        listener.onPartitionsAssigned(partitions);
    }

    @Override
    void leave() {
        if (!joined) {
            return;
        }
        joined = false;
        mayCrash();
        if (!group.contains(this)) {
            lose();
        } else if (!positions.isEmpty()) {
            revoke(assignment());
        }
        group.remove(this);
        commits.callBack();
    }

    /** Ends it wherever it is; the group notices only when its session has expired. */
    void crash() {
        crashed = true;
        commits.crash();
        world.time().after(world.chance().upTo(10_000L), () -> group.remove(this));
    }

    /** Makes the group believe that it has crashed. */
    void expire() {
        group.remove(this);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        Judge.check(!losing, "commits what it has lost", name);
        mayFail();
        commits.flush();
        commits.callBack();
        world.time().sleep(world.faults().latencyMs());
        mayCrash();
        commits.sync(offsets);
        mayCrash();
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        mayCrash();
        commits.async(offsets, callback);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        mayFail();
        if (world.faults().committedOffsetsCannotBeRead()) {
            world.trace().add(name, "cannot read committed offsets");
            throw new org.apache.kafka.common.errors.TimeoutException("simulated");
        }
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        partitions.forEach(
                partition -> committed.put(partition, group.committed().of(partition)));
        return committed;
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        world.trace().add(name, "seeks", partition, offset);
        positions.seek(partition, offset);
        kept.sought(partition, offset);
    }

    @Override
    public void wakeup() {
        woken = true;
    }

    private void mayFail() {
        mayCrash();
        if (woken || world.faults().wakesUp()) {
            woken = false;
            throw new WakeupException();
        }
    }

    void mayCrash() {
        if (crashed) {
            throw new SimulatedCrash();
        }
    }
}

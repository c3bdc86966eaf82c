package io.redrive.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Objects to commits that are held back: what the engine has been told is done is committed before long. */
final class CommitWatch {

    private static final long PATIENCE_MS = 60_000;

    private final World world;
    private final List<SimulatedGroup> groups;
    private final Map<SimulatedGroup, Map<TopicPartition, Done>> done = new HashMap<>();

    /** Up to where everything was done, in which ownership, and how often what is committed had gone back before. */
    private record Done(int beginning, int returns, long end) {}

    CommitWatch(World world, List<SimulatedGroup> groups) {
        this.world = world;
        this.groups = groups;
    }

    /** Begins to look from time to time; once nothing goes wrong any more. */
    void begin() {
        for (SimulatedGroup group : groups) {
            Map<TopicPartition, Done> before = done.computeIfAbsent(group, unused -> new HashMap<>());
            group.partitions().forEach(partition -> look(group, partition, before));
        }
        world.time().after(PATIENCE_MS + world.plan().settlingPollMs(), this::begin);
    }

    private void look(SimulatedGroup group, TopicPartition partition, Map<TopicPartition, Done> before) {
        int beginning = group.beginnings(partition);
        int returns = group.committed().returns(partition);
        Done last = before.put(partition, new Done(beginning, returns, doneUpTo(group, partition)));
        Judge.check(
                last == null
                        || last.beginning() != beginning
                        || last.returns() != returns
                        || group.committed().offset(partition) >= last.end(),
                "is not committed though all is done for long up to " + (last == null ? 0 : last.end()),
                group + " " + partition);
    }

    private long doneUpTo(SimulatedGroup group, TopicPartition partition) {
        int beginning = group.beginnings(partition);
        long done = group.committed().offset(partition);
        for (StoredRecord record : world.log().records(partition).tailMap(done).values()) {
            boolean told = record.toldIn == beginning && world.judge().isSettled(record);
            if (!told && !group.committed().isOver(partition, record.offset)) {
                break;
            }
            done = record.offset + 1;
        }
        return done;
    }
}

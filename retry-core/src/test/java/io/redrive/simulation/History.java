package io.redrive.simulation;

import io.redrive.consume.TopicRole;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** One run of a few instances through everything that its seed has in store for them. */
final class History {

    private static final long STARTED_MS = 1_000;
    private static final long SETTLING_MS = 600_000;

    private final Plan plan;
    private final World world;
    private final Trace trace;
    private final SimulatedTime time = new SimulatedTime();
    private final Map<TopicRole, SimulatedGroup> groups = new EnumMap<>(TopicRole.class);
    private final List<Instance> instances = new ArrayList<>();

    History(long seed, Plan.Listeners listeners, boolean traced) {
        Chance chance = new Chance(seed);
        plan = new Plan(chance, listeners);
        trace = new Trace(time, traced);
        SimulatedLog log = new SimulatedLog(time, chance, plan.gapChance);
        Faults faults = new Faults(plan, chance);
        Judge judge = new Judge(plan, time, log, faults);
        world = new World(plan, chance, time, new Turns(time), log, faults, judge, trace);
        createTopics();
        for (int i = 0; i < plan.instances; i++) {
            instances.add(new Instance("i" + i, world, groups));
        }
    }

    private void createTopics() {
        TopicChain chain = plan.chain();
        world.log().create(chain.mainTopic(), plan.mainPartitions);
        group(TopicRole.MAIN, List.of(chain.mainTopic()));
        List<String> retryTopics =
                chain.retryTopics().stream().map(RetryTopic::name).toList();
        retryTopics.forEach(topic -> world.log().create(topic, plan.retryPartitions));
        if (!retryTopics.isEmpty()) {
            group(TopicRole.RETRY, retryTopics);
        }
        if (chain.deadLetterTopic() != null) {
            world.log().create(chain.deadLetterTopic(), plan.retryPartitions);
            if (plan.deadLetterConsumer) {
                group(TopicRole.DEAD_LETTER, List.of(chain.deadLetterTopic()));
            }
        }
    }

    private void group(TopicRole role, List<String> topics) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> world.log().partitions(topic).stream())
                .toList();
        groups.put(role, new SimulatedGroup(role.name(), world, partitions));
    }

    /** Runs it to its end; throws when anything is not as it must be. */
    void run() {
        instances.forEach(Instance::start);
        new Producing(world).schedule(STARTED_MS);
        long end = STARTED_MS + plan.producedWithinMs + plan.longestWayMs();
        if (plan.kind != Plan.Kind.CALM) {
            new Incidents(world, instances, groups).schedule(STARTED_MS, end);
        }
        world.turns().await(time.millis() + end, () -> false);
        trace.add("", "from now on nothing goes wrong");
        world.faults().cease();
        instances.forEach(Instance::recover);
        world.turns().await(time.millis() + plan.longestWayMs() + SETTLING_MS, this::isDone);
        world.judge().finish();
        groups.forEach((role, group) -> Judge.check(group.isDone(), "is not committed to its end", role));
    }

    private boolean isDone() {
        return world.judge().allResolved()
                && instances.stream().allMatch(Instance::isIdle)
                && groups.values().stream().allMatch(SimulatedGroup::isDone);
    }

    int steps() {
        return world.turns().steps();
    }

    Plan plan() {
        return plan;
    }

    Trace trace() {
        return trace;
    }
}

package io.redrive.simulation;

import io.redrive.consume.TopicRole;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** One run of a few instances through everything that its seed has in store for them. */
final class History {

    private static final long STARTED_MS = 1_000;
    private static final long SETTLING_MS = 600_000;

    private final Plan plan;
    private final World world;
    private final Trace trace;
    private final SimulatedTime time = new SimulatedTime();
    private final List<SimulatedGroup> groups = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();

    History(Seed seed, boolean traced) {
        Chance chance = new Chance(seed.number());
        Chance more = new Chance(~seed.number());
        plan = new Plan(seed.generation(), seed.listeners(), chance, more);
        trace = new Trace(time, traced);
        SimulatedLog log = new SimulatedLog(time, chance, plan.gapChance);
        Faults faults = new Faults(plan, chance, more);
        Judge judge = new Judge(plan, time, log, faults);
        world = new World(
                plan, chance, more, time, new Turns(time), log, faults, judge, trace, new IdentityHashMap<>());
        createTopics();
        for (int i = 0; i < plan.instances; i++) {
            instances.add(new Instance("i" + i, world, groups));
        }
    }

    private void createTopics() {
        TopicChain chain = plan.chain();
        world.log().create(chain.mainTopic(), plan.mainPartitions);
        group("MAIN", TopicRole.MAIN, List.of(chain.mainTopic()));
        List<String> retryTopics =
                chain.retryTopics().stream().map(RetryTopic::name).toList();
        retryTopics.forEach(topic -> world.log().create(topic, plan.retryPartitions));
        if (plan.extras.topicsApart()) {
            retryTopics.forEach(topic -> group(topic, TopicRole.RETRY, List.of(topic)));
        } else if (!retryTopics.isEmpty()) {
            group("RETRY", TopicRole.RETRY, retryTopics);
        }
        if (chain.deadLetterTopic() != null) {
            world.log().create(chain.deadLetterTopic(), plan.retryPartitions);
            if (plan.deadLetterConsumer) {
                group("DEAD_LETTER", TopicRole.DEAD_LETTER, List.of(chain.deadLetterTopic()));
            }
        }
    }

    private void group(String name, TopicRole role, List<String> topics) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> world.log().partitions(topic).stream())
                .toList();
        groups.add(new SimulatedGroup(name, world, role, partitions));
    }

    /** Runs it to its end; throws when anything is not as it must be. */
    void run() {
        instances.forEach(Instance::start);
        new Producing(world).schedule(STARTED_MS);
        long end = STARTED_MS + plan.producedWithinMs + plan.longestWayMs();
        if (plan.kind != Plan.Kind.CALM) {
            new Incidents(world, instances, groups).schedule(STARTED_MS, end);
            new Disturbances(world, instances, groups).schedule(STARTED_MS, end);
        }
        world.turns().await(time.millis() + end, () -> false);
        trace.add("", "from now on nothing goes wrong");
        world.faults().cease();
        instances.forEach(Instance::recover);
        new CommitWatch(world, groups).begin();
        // What exceeds its memory a consumer reads only when what it keeps has become due.
        int ways = plan.heldBytes > 0 ? 1 : 3;
        long settling = ways * plan.longestWayMs() + plan.clocksDifferMs() + SETTLING_MS;
        world.turns().await(time.millis() + settling, this::isDone);
        world.judge().finish();
        groups.forEach(group -> Judge.check(group.isCommitted(), "is not committed to its end", group));
        groups.forEach(SimulatedGroup::checkSeeks);
    }

    private boolean isDone() {
        return world.judge().allResolved()
                && instances.stream().allMatch(Instance::isIdle)
                && groups.stream().allMatch(SimulatedGroup::isDone);
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

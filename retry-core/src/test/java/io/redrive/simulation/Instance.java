package io.redrive.simulation;

import io.redrive.classify.ExceptionClassifier;
import io.redrive.consume.HeldBytes;
import io.redrive.consume.Listening;
import io.redrive.consume.RetryEvents;
import io.redrive.consume.TopicRole;
import io.redrive.header.ExceptionText;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One process of the application: a container per role, and what they share. */
final class Instance {

    private static final long LOOK_AGAIN_MS = 100;

    private final String name;
    private final World world;
    private final Map<TopicRole, SimulatedGroup> groups;
    private final Map<TopicRole, Container> containers = new EnumMap<>(TopicRole.class);
    private Listening listening;
    private SimulatedForwarder forwarder;
    private int starts;
    private boolean looksAgain;

    Instance(String name, World world, Map<TopicRole, SimulatedGroup> groups) {
        this.name = name;
        this.world = world;
        this.groups = groups;
        boot();
    }

    private void boot() {
        Plan plan = world.plan();
        long ahead = world.chance().upTo(plan.clockSkewMs);
        InstantSource clock = () -> world.time().instant().plusMillis(ahead);
        forwarder = new SimulatedForwarder(name, world);
        ExceptionClassifier classifier =
                new ExceptionClassifier(Set.of(), Set.of(Script.FatalFailure.class), Set.of(), false);
        listening = new Listening(
                plan.topology,
                new RetryRouter(plan.topology, classifier, plan.timeout),
                forwarder,
                List.of(),
                new ExceptionText(ExceptionText.USUAL_MESSAGE, plan.stackTraces ? ExceptionText.USUAL_STACK_TRACE : 0),
                plan.headers,
                plan.limits,
                new HeldBytes(plan.heldBytes),
                new FailureLog("listener", clock, ZoneOffset.UTC),
                clock,
                world.chance().split(),
                RetryEvents.NONE);
    }

    /** Starts what does not run; what is still stopping is waited for. */
    void start() {
        groups.forEach((role, group) -> {
            Container running = containers.get(role);
            if (running == null || running.hasEnded()) {
                String container = name + "-" + role.name().charAt(0) + ++starts;
                world.trace().add(container, "starts");
                containers.put(role, new Container(container, world, role, listening, group, this::crash));
            }
        });
        if (containers.values().stream().anyMatch(Container::isStopping) && !looksAgain) {
            looksAgain = true;
            world.time().after(LOOK_AGAIN_MS, () -> {
                looksAgain = false;
                start();
            });
        }
    }

    void stop() {
        containers.values().forEach(Container::requestStop);
    }

    /** Ends all of its containers as a killed process ends; another process takes its place in a while. */
    void crash() {
        world.trace().add(name, "crashes");
        world.faults().excuse();
        forwarder.crash();
        containers.values().forEach(Container::crash);
        boot();
        world.time().after(world.chance().upTo(5_000L), this::start);
    }

    /** Ends every pause and every stop. */
    void recover() {
        containers.values().forEach(container -> container.pause(false));
        start();
    }

    Container container(TopicRole role) {
        return containers.get(role);
    }

    SimulatedForwarder forwarder() {
        return forwarder;
    }

    boolean isIdle() {
        return forwarder.isIdle();
    }
}

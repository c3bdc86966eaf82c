package io.redrive.simulation;

import io.redrive.classify.ExceptionClassifier;
import io.redrive.consume.HeldBytes;
import io.redrive.consume.Listening;
import io.redrive.consume.RetryEvents;
import io.redrive.header.ExceptionText;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One process of the application: a container per role, and what they share. */
final class Instance {

    private static final long LOOK_AGAIN_MS = 100;

    private final String name;
    private final World world;
    private final List<SimulatedGroup> groups;
    private final InstanceClock clock;
    private final Map<Place, Container> containers = new LinkedHashMap<>();
    private Listening listening;
    private SimulatedForwarder forwarder;
    private int starts;
    private boolean looksAgain;

    /** Which of its containers in which group. */
    private record Place(SimulatedGroup group, int number) {}

    Instance(String name, World world, List<SimulatedGroup> groups) {
        this.name = name;
        this.world = world;
        this.groups = groups;
        this.clock = new InstanceClock(world.time());
        boot();
    }

    private void boot() {
        Plan plan = world.plan();
        clock.set(world.chance().upTo(plan.clockSkewMs) + wrongMs());
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
        for (SimulatedGroup group : groups) {
            for (int i = 0; i < world.plan().extras.members(); i++) {
                start(new Place(group, i));
            }
        }
        if (containers.values().stream().anyMatch(Container::isStopping) && !looksAgain) {
            looksAgain = true;
            world.time().after(LOOK_AGAIN_MS, () -> {
                looksAgain = false;
                start();
            });
        }
    }

    private void start(Place place) {
        Container running = containers.get(place);
        if (running == null || running.hasEnded()) {
            String container = name + "-" + place.group().role().name().charAt(0) + ++starts;
            world.trace().add(container, "starts");
            containers.put(place, new Container(container, world, listening, place.group(), this::crash));
        }
    }

    /** Sets its clock, forward or back. */
    void setClock() {
        // Whoever waits meanwhile may give up too early.
        world.faults().excuse();
        clock.set(wrongMs());
        world.trace().add(name, "has its clock set to", clock.instant());
    }

    private long wrongMs() {
        long spread = world.plan().extras.clockSpreadMs();
        return spread == 0 ? 0 : world.more().upTo(2 * spread) - spread;
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
        if (world.plan().extras.clockSpreadMs() > 0) {
            clock.set(0);
        }
        containers.values().forEach(container -> {
            container.pause(false);
            container.pausePartition(false);
        });
        start();
    }

    /** Returns one of its containers in a group. */
    Container container(SimulatedGroup group) {
        int members = world.plan().extras.members();
        return containers.get(new Place(group, members == 1 ? 0 : world.more().upTo(members - 1)));
    }

    SimulatedForwarder forwarder() {
        return forwarder;
    }

    boolean isIdle() {
        return forwarder.isIdle();
    }
}

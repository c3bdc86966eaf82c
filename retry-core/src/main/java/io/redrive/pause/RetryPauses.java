package io.redrive.pause;

import io.redrive.admin.JobTopics;
import io.redrive.pause.PauseRefusedException.Why;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * The pauses of retries, which hold for all instances: each is a note in a topic of the listener's group, and every instance
 * does what the notes say. Calls throw a {@link PauseRefusedException}, a {@link io.redrive.admin.BrokerUnavailableException} or
 * a {@link KafkaException} when nothing could be done. Thread-safe.
 */
public final class RetryPauses implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<List<Pausable>> listeners;
    private final Function<PauseCluster, PausePort> ports;
    private final InstantSource clock;
    private final ThreadFactory threads;
    private final Map<PauseCluster, PauseDesk> desks = new LinkedHashMap<>();
    private boolean closed;

    /**
     * Creates them; nobody is looked for before {@link #follow}.
     *
     * @param listeners returns the listeners that can be paused, as they are by now
     * @param threads makes the threads that follow, one for each cluster
     */
    public RetryPauses(Supplier<List<Pausable>> listeners, InstantSource clock, ThreadFactory threads) {
        this(listeners, cluster -> new KafkaPausePort(cluster, clock), clock, threads);
    }

    RetryPauses(
            Supplier<List<Pausable>> listeners,
            Function<PauseCluster, PausePort> ports,
            InstantSource clock,
            ThreadFactory threads) {
        this.listeners = listeners;
        this.ports = ports;
        this.clock = clock;
        this.threads = threads;
    }

    /** Follows the pauses of all listeners from now on; called again when there are more. Returns at once. */
    public void follow() {
        listeners.get().stream().map(Pausable::cluster).distinct().forEach(each -> {
            PauseDesk desk = desk(each);
            if (desk != null) {
                desk.stepNext();
            }
        });
    }

    private synchronized @Nullable PauseDesk desk(PauseCluster cluster) {
        return closed
                ? null
                : desks.computeIfAbsent(cluster, unused -> {
                    PausePort port = ports.apply(cluster);
                    Supplier<List<Pausable>> own = () -> listeners.get().stream()
                            .filter(each -> each.cluster().equals(cluster))
                            .toList();
                    return new PauseDesk(port, new PauseFollower(port, own, clock), clock).started(threads);
                });
    }

    private PauseDesk open(Pausable listener) {
        PauseDesk desk = desk(listener.cluster());
        if (desk == null) {
            throw new PauseRefusedException(Why.NOT_READY, "The application is stopping");
        }
        return desk;
    }

    /** Returns the pause of a listener, or null when there is none as far as this instance knows. */
    public @Nullable Pause find(Pausable listener) {
        PauseDesk desk = desk(listener.cluster());
        return desk == null ? null : desk.follower().find(listener);
    }

    /**
     * Pauses the retries of a listener on all instances, and returns when this one has done it. The topic for that is made if
     * there is none.
     *
     * @param by who says so
     * @param reason why, or null
     */
    public Pause pause(Pausable listener, String by, @Nullable String reason) {
        PauseDesk desk = open(listener);
        String problem = desk.port().ensure(listener.topic(), listener.model(), listener.mode());
        if (problem != null) {
            throw new PauseRefusedException(Why.NO_PAUSE_TOPIC, problem);
        }
        awaitReading(desk, listener);
        Pause pause = Pause.after(desk.follower().find(listener), by, reason, clock.instant());
        write(desk, listener, pause.written());
        desk.await(PATIENCE, () -> desk.follower().find(listener) != null);
        return pause;
    }

    /** Ends the pause of a listener on all instances, and returns when this one has done it. */
    public void resume(Pausable listener) {
        PauseDesk desk = open(listener);
        String topic = listener.topic();
        JobTopics.Sight sight = desk.port().see(Set.of(topic));
        PauseFollower follower = desk.follower();
        if (sight.ids().containsKey(topic) || (sight.hidden().contains(topic) && follower.find(listener) != null)) {
            awaitReading(desk, listener);
            write(desk, listener, null);
        } else {
            // Nobody has paused anything, or somebody has deleted what said so.
            follower.lookNext(topic);
            desk.stepNext();
        }
        if (!desk.await(PATIENCE, () -> follower.find(listener) == null)) {
            throw new PauseRefusedException(
                    Why.NOT_READY,
                    "That the retries of " + listener.id() + " go on is not read back yet from topic " + topic
                            + "; try again in a moment");
        }
    }

    /** What is not read here would be a pause that this instance, and perhaps no other, keeps. */
    private static void awaitReading(PauseDesk desk, Pausable listener) {
        PauseFollower follower = desk.follower();
        String topic = listener.topic();
        if (follower.reads(topic)) {
            return;
        }
        follower.lookNext(topic);
        desk.stepNext();
        desk.await(PATIENCE, () -> follower.reads(topic) || follower.isBarred(topic));
        if (!follower.reads(topic)) {
            throw follower.isBarred(topic)
                    ? notAuthorized("Describe and Read", topic)
                    : new PauseRefusedException(
                            Why.NOT_READY,
                            "Topic " + topic + " cannot be read yet (" + follower.problem()
                                    + "); try again in a moment");
        }
    }

    private static void write(PauseDesk desk, Pausable listener, byte @Nullable [] note) {
        try {
            desk.port().write(listener.topic(), listener.id(), note);
        } catch (AuthorizationException refused) {
            throw notAuthorized("Write", listener.topic());
        }
    }

    private static PauseRefusedException notAuthorized(String operations, String topic) {
        return new PauseRefusedException(
                Why.NOT_AUTHORIZED, "The application needs " + operations + " on topic " + topic);
    }

    /** Follows nothing any more; listeners stay as they are. */
    @Override
    public void close() {
        List<PauseDesk> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(desks.values());
        }
        open.forEach(PauseDesk::close);
    }
}

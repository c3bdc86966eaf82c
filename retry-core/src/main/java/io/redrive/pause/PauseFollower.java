package io.redrive.pause;

import io.redrive.pause.PauseWatch.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds and releases the listeners of one cluster, as the notes say. What was known stays, whatever becomes of the brokers; until
 * something is known, listeners are held. {@link #step} and {@link #close} are called by one thread, all else by any.
 */
final class PauseFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PauseFollower.class);

    /** Whoever wants something meanwhile waits for so long. */
    private static final Duration SLICE = Duration.ofMillis(200);

    private final PausePort port;
    private final Supplier<List<Pausable>> listeners;
    private final InstantSource clock;
    private final PauseWatch watch = new PauseWatch();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile PauseBook book = new PauseBook();
    private volatile PausePort.@Nullable Reading reading;
    private volatile String problem = "nobody has looked yet";
    /** What the log has said, by topic and listener. */
    private final Map<String, Pause> told = new HashMap<>();
    /** The topics that are being read, with their ids; null when they are to be read anew. */
    private volatile @Nullable Map<String, String> read;

    PauseFollower(PausePort port, Supplier<List<Pausable>> listeners, InstantSource clock) {
        this.port = port;
        this.listeners = listeners;
        this.clock = clock;
    }

    /** Does what is to be done; returns for how long there is nothing more. */
    Duration step() {
        List<Pausable> current = listeners.get();
        Set<String> topics = current.stream().map(Pausable::topic).collect(Collectors.toSet());
        boolean othersAreLeft = false;
        try {
            look(topics);
            PausePort.Reading open = reading;
            if (open != null) {
                open.poll(SLICE);
            }
        } catch (RuntimeException failure) {
            othersAreLeft = failed(failure, topics);
        }
        current.forEach(this::apply);
        return reading != null || othersAreLeft ? Duration.ZERO : watch.untilDue(topics, clock.instant());
    }

    private void look(Set<String> topics) {
        Instant now = clock.instant();
        Set<String> due = watch.due(topics, now);
        if (!due.isEmpty()) {
            watch.seen(due, port.see(due), now);
            book.forget(with(Standing.MISSING, topics));
            known.addAll(with(Standing.MISSING, topics));
            known.addAll(with(Standing.HIDDEN, topics));
        }
        Map<String, String> there = watch.there(topics);
        if (!there.equals(read)) {
            stopReading();
            read(there, topics);
            read = there;
            known.addAll(there.keySet());
        }
    }

    private List<String> with(Standing standing, Set<String> topics) {
        return topics.stream().filter(each -> watch.standing(each) == standing).toList();
    }

    private void read(Map<String, String> there, Set<String> topics) {
        // Of what may not be seen any more, nobody has said that it has changed.
        PauseBook fresh = book.only(topics.stream().filter(this::isBarred).toList());
        if (!there.isEmpty()) {
            PausePort.Reading opened = port.read(there.keySet(), fresh);
            reading = opened;
            opened.catchUp();
        }
        book = fresh;
    }

    /** Whether a topic was found not to be readable by the application. */
    boolean isBarred(String topic) {
        Standing standing = watch.standing(topic);
        return standing == Standing.HIDDEN || standing == Standing.REFUSED;
    }

    /** Returns whether it is about some topics only, so that the others can be read without them. */
    private boolean failed(RuntimeException failure, Set<String> topics) {
        log.debug("What is paused cannot be read; it is tried again", failure);
        problem = String.valueOf(failure.getMessage());
        stopReading();
        if (failure instanceof TopicAuthorizationException refused
                && !Collections.disjoint(refused.unauthorizedTopics(), topics)) {
            log.warn("What is paused cannot be read in topics {}: {}", refused.unauthorizedTopics(), problem);
            watch.refused(refused.unauthorizedTopics(), clock.instant());
            return true;
        }
        watch.failed(topics, clock.instant());
        return false;
    }

    private void stopReading() {
        PausePort.Reading open = reading;
        reading = null;
        read = null;
        if (open != null) {
            open.close();
        }
    }

    private void apply(Pausable listener) {
        if (!known.contains(listener.topic())) {
            listener.holdUnknown(problem);
            return;
        }
        Pause pause = find(listener);
        if (pause == null) {
            listener.release();
        } else {
            listener.hold();
        }
        tell(listener, pause);
    }

    /** Others may have written who and why, so that only the endpoint shows it. */
    private void tell(Pausable listener, @Nullable Pause pause) {
        String place = listener.topic() + '/' + listener.id();
        Pause last = pause == null ? told.remove(place) : told.put(place, pause);
        if (pause != null && !pause.equals(last)) {
            log.info(
                    "Retries of listener {} are paused since {}; topic {} has who and why",
                    listener.id(),
                    pause.since(),
                    listener.topic());
        } else if (pause == null && last != null) {
            log.info("Retries of listener {} are not paused any more", listener.id());
        }
    }

    /** Returns the pause of a listener, or null when there is none as far as is known. */
    @Nullable
    Pause find(Pausable listener) {
        return book.find(listener.topic(), listener.id());
    }

    /** Lets a topic be looked at with the next step. */
    void lookNext(String topic) {
        watch.lookNext(topic);
    }

    /** Whether what is written to a topic is read here. */
    boolean reads(String topic) {
        Map<String, String> current = read;
        return current != null && current.containsKey(topic);
    }

    /** Returns what went wrong last. */
    String problem() {
        return problem;
    }

    /** Lets the thread that steps come back at once. */
    void wakeup() {
        PausePort.Reading open = reading;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    public void close() {
        stopReading();
    }
}

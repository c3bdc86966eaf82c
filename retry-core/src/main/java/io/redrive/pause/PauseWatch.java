package io.redrive.pause;

import io.redrive.admin.JobTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides when it is looked for topics with pauses, and which of them are read. Thread-safe. */
final class PauseWatch {

    /** Somebody may pause for the first time at any moment, and others have to follow. */
    static final Duration MISSING = Duration.ofSeconds(2);

    /** For the case that it was deleted. */
    static final Duration READ = Duration.ofSeconds(30);

    /** Brokers write a line about each look at what may not be looked at. */
    static final Duration FORBIDDEN = Duration.ofMinutes(1);

    static final Duration UNREACHABLE = Duration.ofSeconds(2);

    private final Map<String, State> states = new HashMap<>();

    /** What is known of a topic. */
    enum Standing {
        /** Nobody has looked yet, or the brokers did not answer. */
        UNKNOWN,
        /** It does not exist. */
        MISSING,
        /** It may not be looked at; nobody may pause then, so it is taken for missing. */
        HIDDEN,
        /** It exists and may not be read. */
        REFUSED,
        /** It exists. */
        THERE
    }

    /**
     * What is known of a topic, and when it is looked at again.
     *
     * @param id its id where it is there, otherwise null
     * @param doubted whether a broker did not know it any more: only the next look decides, as a broker may be behind
     */
    private record State(Standing standing, @Nullable String id, boolean doubted, Instant due) {

        static final State NONE = new State(Standing.UNKNOWN, null, false, Instant.MIN);

        State(Standing standing, Instant due) {
            this(standing, null, false, due);
        }

        State due(Instant at) {
            return new State(standing, id, doubted, at);
        }

        State missing(Instant due) {
            return standing == Standing.THERE && !doubted
                    ? new State(standing, id, true, due)
                    : new State(Standing.MISSING, due);
        }
    }

    private State state(String topic) {
        return states.getOrDefault(topic, State.NONE);
    }

    /** Returns what is known of a topic. */
    synchronized Standing standing(String topic) {
        return state(topic).standing();
    }

    /** Returns those of some topics that are to be looked at. */
    synchronized Set<String> due(Collection<String> topics, Instant now) {
        Set<String> due = new HashSet<>(topics);
        due.removeIf(each -> state(each).due().isAfter(now));
        return due;
    }

    /** Returns how long none of some topics is to be looked at. */
    synchronized Duration untilDue(Collection<String> topics, Instant now) {
        Instant next = now.plus(READ);
        for (String each : topics) {
            Instant due = state(each).due();
            next = due.isBefore(next) ? due : next;
        }
        return next.isBefore(now) ? Duration.ZERO : Duration.between(now, next);
    }

    /** Lets a topic be looked at next, as if nobody had yet; its standing is what it was unless it may have been allowed since. */
    synchronized void lookNext(String topic) {
        State last = state(topic);
        states.put(topic, last.standing() == Standing.REFUSED ? State.NONE : last.due(Instant.MIN));
    }

    /** Takes note of what was seen of topics. */
    synchronized void seen(Collection<String> topics, JobTopics.Sight sight, Instant now) {
        for (String each : topics) {
            String id = sight.ids().get(each);
            if (id != null) {
                states.put(each, new State(Standing.THERE, id, false, now.plus(READ)));
            } else if (sight.hidden().contains(each)) {
                states.put(each, new State(Standing.HIDDEN, now.plus(FORBIDDEN)));
            } else {
                states.put(each, state(each).missing(now.plus(MISSING)));
            }
        }
    }

    /** Takes note of topics that may not be read. */
    synchronized void refused(Collection<String> topics, Instant now) {
        topics.forEach(each -> states.put(each, new State(Standing.REFUSED, now.plus(FORBIDDEN))));
    }

    /** Takes note of brokers that did not answer. */
    synchronized void failed(Collection<String> topics, Instant now) {
        topics.forEach(each -> states.put(each, state(each).due(now.plus(UNREACHABLE))));
    }

    /** Returns those of some topics that are to be read, with their ids: one that was made anew has another. */
    synchronized Map<String, String> there(Collection<String> topics) {
        Map<String, String> there = new TreeMap<>();
        for (String each : topics) {
            State state = state(each);
            if (state.standing() == Standing.THERE && state.id() != null) {
                there.put(each, state.id());
            }
        }
        return there;
    }
}

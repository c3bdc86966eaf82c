package io.redrive.pause;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What topics with pauses say: the last value of each key counts, and none is no pause. Thread-safe. */
final class PauseBook {

    private static final Logger log = LoggerFactory.getLogger(PauseBook.class);

    private final Map<Place, Pause> pauses = new HashMap<>();

    private record Place(String topic, String listener) {}

    /** Takes note of a record; what cannot be read changes nothing. */
    synchronized void apply(String topic, String listener, byte @Nullable [] value) {
        Place place = new Place(topic, listener);
        if (value == null) {
            pauses.remove(place);
            return;
        }
        try {
            pauses.put(place, Pause.read(value));
        } catch (RuntimeException malformed) {
            log.warn("A record of {} cannot be read and is left out: key {}", topic, listener, malformed);
        }
    }

    /** Returns the pause of a listener, or null when there is none. */
    synchronized @Nullable Pause find(String topic, String listener) {
        return pauses.get(new Place(topic, listener));
    }

    /** Forgets what topics said. */
    synchronized void forget(Collection<String> topics) {
        pauses.keySet().removeIf(place -> topics.contains(place.topic()));
    }

    /** Returns a book that says the same of some topics, and nothing of others. */
    synchronized PauseBook only(Collection<String> topics) {
        PauseBook book = new PauseBook();
        pauses.forEach((place, pause) -> {
            if (topics.contains(place.topic())) {
                book.pauses.put(place, pause);
            }
        });
        return book;
    }
}

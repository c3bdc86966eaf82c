package io.redrive.job;

import io.redrive.redrive.RedriveOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What became of the records that a job has sent. Each is followed from topic to topic: it is dead again when it is seen in a
 * dead-letter topic, and was processed when its group has committed every place where it was seen, and there is no other. Follows
 * {@value #MOST} records at most. Not thread-safe.
 */
public final class Tracking {

    /** Further records are not followed. */
    public static final int MOST = 100_000;

    private final Map<Letter, Set<Place>> open = new HashMap<>();
    private final Set<Letter> recovered = new HashSet<>();
    private final Set<Letter> dead = new HashSet<>();

    /** The dead letter that a record was. */
    public record Letter(int partition, long offset) {}

    /** Where a record was seen. */
    public record Place(String topic, int partition, long offset) {}

    /** Notes that a record was seen in a topic that is read. */
    public void seen(Letter letter, Place place) {
        boolean follows = open.size() + recovered.size() + dead.size() < MOST || open.containsKey(letter);
        if (!dead.contains(letter) && follows) {
            recovered.remove(letter);
            open.computeIfAbsent(letter, unused -> new HashSet<>()).add(place);
        }
    }

    /** Notes that a record was seen in a dead-letter topic. */
    public void dead(Letter letter) {
        recovered.remove(letter);
        if (open.remove(letter) != null || dead.size() < MOST) {
            dead.add(letter);
        }
    }

    /**
     * Settles what is settled, when everything was seen that was written before these offsets were committed.
     *
     * @param committed offsets by topic and partition, with a colon between
     */
    public void settle(Map<String, Long> committed) {
        open.entrySet().removeIf(each -> {
            each.getValue()
                    .removeIf(place ->
                            place.offset() < committed.getOrDefault(place.topic() + ':' + place.partition(), 0L));
            boolean processed = each.getValue().isEmpty();
            if (processed) {
                recovered.add(each.getKey());
            }
            return processed;
        });
    }

    /**
     * Returns what is known.
     *
     * @param sent how many records were sent
     * @param over whether no more will be
     */
    public RedriveOutcome outcome(long sent, boolean over) {
        return new RedriveOutcome(
                recovered.size(), dead.size(), over && open.isEmpty() && recovered.size() + (long) dead.size() >= sent);
    }
}

package io.redrive.route;

import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicSettings;
import java.util.Arrays;

/**
 * Chooses retry topics for due times that no configured delay led to. A due time lies in a header, so that any retry topic
 * can hold any record; but one keeps its records only a margin longer than its delay, and a record that waits where others
 * pass by takes the memory they need. So a record waits in the topic with the largest delay not above what remains, and
 * not much longer than that delay at a time: then it is written anew, to the same topic or one with a shorter delay.
 */
final class Levels {

    private static final long STAY_MS = TopicSettings.RETRY_STAY.toMillis();
    /** How long a record stays at least once it is read, wherever clocks and timestamps stand. */
    private static final long SHORTEST_STAY_MS = 60_000;

    /** The longest configured delay by level, without jitter; -1 for a level that no retry waits in. */
    private final long[] delaysMs;

    private final RetryTopology topology;

    Levels(RetryTopology topology) {
        this.topology = topology;
        int levels =
                topology.levels().stream().mapToInt(level -> level + 1).max().orElse(0);
        this.delaysMs = new long[levels];
        Arrays.fill(delaysMs, -1);
        for (int retry = 0; retry < topology.levels().size(); retry++) {
            int level = topology.levels().get(retry);
            delaysMs[level] = Math.max(
                    delaysMs[level], topology.backOff().delays().get(retry).toMillis());
        }
    }

    /** Returns the level with the largest delay not above what remains; that with the shortest delay when all are above. */
    int levelFor(long remainingMs) {
        int best = -1;
        for (int level = 0; level < delaysMs.length; level++) {
            if (delaysMs[level] >= 0 && (best < 0 || isBetter(delaysMs[level], delaysMs[best], remainingMs))) {
                best = level;
            }
        }
        return best;
    }

    private static boolean isBetter(long delayMs, long bestMs, long remainingMs) {
        return bestMs <= remainingMs ? delayMs <= remainingMs && delayMs > bestMs : delayMs < bestMs;
    }

    /** Returns until when a record may wait in a topic: its due time, or earlier when it is to be written anew before. */
    long staysUntil(long topicDelayMs, long writtenAtMs, long dueAtMs, long nowMs) {
        long stayMs = Math.max(STAY_MS, topology.jitter().longest(topicDelayMs));
        // A listener that has no retry topic any more reads former ones; there is nowhere else to wait.
        if (dueAtMs - stayMs <= writtenAtMs || delaysMs.length == 0) {
            return dueAtMs;
        }
        return Math.min(dueAtMs, Math.max(writtenAtMs + stayMs, nowMs + SHORTEST_STAY_MS));
    }
}

package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A time during which something is wrong; counted from the start of the load. */
record Spell(Duration begin, Duration end) {

    /**
     * Draws spells that follow each other, spread over the load.
     *
     * @param shortest how long each lasts at least, unless there is no room for that
     * @param longest how long each lasts at most
     */
    static List<Spell> draw(RandomGenerator random, Duration load, int count, Duration shortest, Duration longest) {
        long window = load.toMillis() / count;
        List<Spell> spells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Something is left of each window, in which all is well.
            long most = Math.min(longest.toMillis(), window * 3 / 4);
            long least = Math.min(shortest.toMillis(), most);
            long length = random.nextLong(least, most + 1);
            long begin = i * window + random.nextLong(0, window - length + 1);
            spells.add(new Spell(Duration.ofMillis(begin), Duration.ofMillis(begin + length)));
        }
        return spells;
    }
}

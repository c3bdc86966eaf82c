package io.redrive.campaign.load;

import java.util.random.RandomGenerator;

/**
 * What is sent.
 *
 * @param perSecond records per second
 * @param keys how many different keys there are
 * @param slowEvery every so many records there is a slow one; 0 for none
 * @param slowMs how long a slow one takes, in milliseconds
 */
public record Traffic(int perSecond, int keys, int slowEvery, int slowMs) {

    private static final int LARGE = 20_000;
    private static final int USUAL = 300;

    /** Returns what is sent where nothing else is asked for. */
    public static Traffic usual() {
        return new Traffic(150, 500, 0, 0);
    }

    /** Returns the same with slow records. */
    public Traffic withSlow(int every, int millis) {
        return new Traffic(perSecond, keys, every, millis);
    }

    /** Returns the same at another rate. */
    public Traffic at(int recordsPerSecond) {
        return new Traffic(recordsPerSecond, keys, slowEvery, slowMs);
    }

    /** Returns how many records are sent in a tick, of which the first has the number 0. */
    int inTick(long tick, long tickMs) {
        return (int) (perSecond * (tick + 1) * tickMs / 1_000 - perSecond * tick * tickMs / 1_000);
    }

    Script script(int number, RandomGenerator random) {
        Script drawn = Script.draw(number, random);
        return slowEvery > 0 && number % slowEvery == slowEvery - 1
                ? new Script(number, Script.Outcome.SLOW, slowMs)
                : drawn;
    }

    int filling(RandomGenerator random) {
        return random.nextInt(200) == 0 ? LARGE : random.nextInt(USUAL);
    }
}

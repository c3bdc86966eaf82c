package io.redrive.campaign.load;

import java.util.random.RandomGenerator;

/**
 * What is sent.
 *
 * @param perSecond records per second
 * @param keys how many different keys there are
 * @param slowEvery every so many records there is a slow one; 0 for none
 * @param slowMs how long a slow one takes, in milliseconds
 * @param failing how many of a hundred records fail, up to {@link #USUALLY_FAILING}
 */
public record Traffic(int perSecond, int keys, int slowEvery, int slowMs, int failing) {

    /** How many of a hundred records fail where nothing else is asked for. */
    public static final int USUALLY_FAILING = 30;

    private static final int LARGE = 20_000;
    private static final int USUAL = 300;

    /** Returns what is sent where nothing else is asked for. */
    public static Traffic usual() {
        return new Traffic(150, 500, 0, 0, USUALLY_FAILING);
    }

    /** Returns the same with slow records. */
    public Traffic withSlow(int every, int millis) {
        return new Traffic(perSecond, keys, every, millis, failing);
    }

    /** Returns the same at another rate. */
    public Traffic at(int recordsPerSecond) {
        return new Traffic(recordsPerSecond, keys, slowEvery, slowMs, failing);
    }

    /** Returns the same with fewer records that fail, of a hundred. */
    public Traffic withFailing(int ofHundred) {
        if (ofHundred < 0 || ofHundred > USUALLY_FAILING) {
            throw new IllegalArgumentException(
                    "Of a hundred records 0 to " + USUALLY_FAILING + " can fail, not " + ofHundred);
        }
        return new Traffic(perSecond, keys, slowEvery, slowMs, ofHundred);
    }

    /** Returns how many records are sent in a tick, of which the first has the number 0. */
    int inTick(long tick, long tickMs) {
        return (int) (perSecond * (tick + 1) * tickMs / 1_000 - perSecond * tick * tickMs / 1_000);
    }

    Script script(int number, RandomGenerator random) {
        Script drawn = Script.draw(number, random);
        if (failing < USUALLY_FAILING && random.nextInt(USUALLY_FAILING) >= failing) {
            drawn = new Script(number, Script.Outcome.FAILS, 0);
        }
        return slowEvery > 0 && number % slowEvery == slowEvery - 1
                ? new Script(number, Script.Outcome.SLOW, slowMs)
                : drawn;
    }

    int filling(RandomGenerator random) {
        return random.nextInt(200) == 0 ? LARGE : random.nextInt(USUAL);
    }
}

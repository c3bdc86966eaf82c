package io.redrive.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** The dice of one history. */
final class Chance {

    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    SplittableRandom split() {
        return random.split();
    }

    boolean of(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Returns a number from 0 to {@code most}, both included. */
    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    long upTo(long most) {
        return random.nextLong(most + 1);
    }

    int between(int least, int most) {
        return least + upTo(most - least);
    }

    long pick(long... choices) {
        return choices[random.nextInt(choices.length)];
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

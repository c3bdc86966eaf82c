package io.redrive.simulation;

import io.redrive.simulation.Plan.Listeners;

/**
 * What a history follows from.
 *
 * @param generation what can happen in it
 * @param listeners what is special about its listeners
 * @param number what its dice begin with
 */
record Seed(Generation generation, Listeners listeners, long number) {

    Seed(Listeners listeners, long number) {
        this(Generation.SECOND, listeners, number);
    }

    /** Returns the seed that this text names, as {@link #toString} writes it: {@code 17}, {@code ASKING/17}, {@code FIRST/PLAIN/17}. */
    static Seed parse(String text) {
        String[] parts = text.split("/", -1);
        int last = parts.length - 1;
        return new Seed(
                last < 2 ? Generation.SECOND : Generation.valueOf(parts[last - 2]),
                last < 1 ? Listeners.PLAIN : Listeners.valueOf(parts[last - 1]),
                Long.parseLong(parts[last]));
    }

    @Override
    public String toString() {
        return generation + "/" + listeners + "/" + number;
    }
}

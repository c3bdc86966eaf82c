package io.redrive.campaign.load;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * What the listener does with a record. It is written into the record's value.
 *
 * @param number tells records apart
 * @param outcome what happens
 * @param count how often it happens; for {@link Outcome#SLOW} how long, in milliseconds
 */
public record Script(int number, Outcome outcome, int count) {

    /** What can happen. */
    public enum Outcome {
        /** The first attempts fail with an exception, {@code count} of them. */
        FAILS,
        /** The first attempts fail with an {@link Error}, {@code count} of them. */
        BREAKS,
        /** The first delivery, and only that, takes long. */
        SLOW
    }

    /** As {@code count}: at every attempt. */
    public static final int ALWAYS = 99;

    /** Draws the script of a record: 14 of 20 are fine, 4 fail some times, one breaks, one always fails. */
    public static Script draw(int number, RandomGenerator random) {
        int kind = random.nextInt(20);
        if (kind < 14) {
            return new Script(number, Outcome.FAILS, 0);
        }
        if (kind == 18) {
            return new Script(number, Outcome.BREAKS, 1);
        }
        return new Script(number, Outcome.FAILS, kind == 19 ? ALWAYS : 1 + random.nextInt(3));
    }

    /** Reads it from a value, or from {@link #text}. */
    public static Script of(String value) {
        String[] parts = value.split("\\|", 4);
        return new Script(Integer.parseInt(parts[0]), Outcome.valueOf(parts[1]), Integer.parseInt(parts[2]));
    }

    /** Returns the script without the filling of its value. */
    public String text() {
        return number + "|" + outcome + "|" + count;
    }

    /** Returns the value of the record, which has at least that many further bytes. */
    public byte[] value(int filling) {
        return (text() + "|" + "x".repeat(filling)).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether an attempt fails, one way or the other. */
    public boolean failsAt(int attempt) {
        return outcome != Outcome.SLOW && attempt <= count;
    }

    /** Returns the number of the last attempt when there are at most so many. */
    public int lastAttempt(int maxAttempts) {
        return outcome == Outcome.SLOW ? 1 : Math.min(count + 1, maxAttempts);
    }

    /** Whether the record has to end as a dead letter when there are at most so many attempts. */
    public boolean dies(int maxAttempts) {
        return failsAt(maxAttempts);
    }

    /** Returns the checksum of a record. */
    public static long checksum(byte[] key, byte[] value) {
        CRC32 crc = new CRC32();
        crc.update(key);
        crc.update(value);
        return crc.getValue();
    }
}

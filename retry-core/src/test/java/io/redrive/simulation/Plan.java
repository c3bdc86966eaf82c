package io.redrive.simulation;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.consume.Limits;
import io.redrive.header.HeaderFormat;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a history is set up: everything that does not change while it runs. */
final class Plan {

    /** How much goes wrong. */
    enum Kind {
        /** Nothing, and nobody comes or goes. */
        CALM,
        /** Instances stop, start and share partitions anew, all in good order. */
        GRACEFUL,
        /** Anything. */
        ROUGH
    }

    /** When the container commits. */
    enum AckMode {
        RECORD,
        BATCH,
        MANUAL,
        MANUAL_IMMEDIATE;

        boolean isManual() {
            return this == MANUAL || this == MANUAL_IMMEDIATE;
        }
    }

    /** What is special about the listeners. */
    enum Listeners {
        PLAIN,
        /** They ask for delays of their own. */
        ASKING,
        /** They return before the outcome of a record is known. */
        OPEN_ENDED,
        /** They are given all records of a poll at once. */
        BATCHES;

        /** Whether a record that is due need not wait for others. */
        boolean arePrompt() {
            return this == PLAIN || this == ASKING;
        }
    }

    /** What a listener may ask for, in milliseconds. */
    private static final long[] ASKED = {0, 30, 5_000, 600_000, 2 * 3_600_000L, 7 * 3_600_000L};

    private static final long[] SCALES = {10, 100, 1_000, 60_000, 3_600_000, 3 * 86_400_000L};

    final Generation generation;
    final Listeners listeners;
    final Kind kind;
    final int mainPartitions;
    final int retryPartitions;
    final RetryTopology topology;
    final Duration timeout;
    final boolean deadLetterConsumer;
    final int instances;
    final int records;
    final long producedWithinMs;
    final AckMode ackMode;
    final boolean commitsAsync;
    final boolean stopsImmediately;
    final boolean cooperative;
    final long pollTimeoutMs;
    final int maxPollRecords;
    final Limits limits;
    final long heldBytes;
    final long latencyMs;
    /** How much earlier than another the clock of an instance can be. */
    final long clockSkewMs;

    final double gapChance;
    final boolean stackTraces;
    final HeaderFormat headers;
    final Extras extras;

    Plan(Generation generation, Listeners listeners, Chance chance, Chance more) {
        this.generation = generation;
        this.listeners = listeners;
        kind = chance.oneOf(List.of(Kind.CALM, Kind.GRACEFUL, Kind.ROUGH, Kind.ROUGH));
        boolean calm = kind == Kind.CALM;
        mainPartitions = chance.between(1, 3);
        retryPartitions = chance.of(0.7) ? mainPartitions : chance.between(1, mainPartitions);
        topology = topology(chance);
        timeout = listeners != Listeners.OPEN_ENDED && chance.of(0.1)
                ? Duration.ofMillis(chance.upTo(longestWayMs() + 100))
                : null;
        deadLetterConsumer = chain().deadLetterTopic() != null && chance.of(0.3);
        instances = chance.between(1, 3);
        records = chance.of(0.05) ? chance.between(100, 300) : chance.between(3, 40);
        producedWithinMs = chance.pick(0, 200, 5_000, 60_000);
        ackMode = chance.oneOf(List.of(AckMode.values()));
        commitsAsync = chance.of(0.3);
        stopsImmediately = chance.of(0.5);
        cooperative = chance.of(0.5);
        pollTimeoutMs = Math.max(chance.pick(10, 100, 1_000, 5_000), wayMs() / 200);
        maxPollRecords = chance.of(0.5) ? 500 : chance.between(1, 10);
        limits = calm || chance.of(0.5)
                ? Limits.DEFAULT
                : new Limits(
                        chance.between(1, 10),
                        chance.pick(1, 4_000, 1 << 20),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        3);
        heldBytes = calm || chance.of(0.6) ? 256L << 20 : 0;
        latencyMs = chance.pick(0, 0, 1, 20, 200);
        gapChance = chance.of(0.3) ? 0.2 : 0;
        clockSkewMs = kind == Kind.ROUGH && timeout == null && chance.of(0.2) ? chance.upTo(60_000L) : 0;
        stackTraces = chance.of(0.1);
        headers = records % 2 == 0 ? HeaderFormat.COMPACT : HeaderFormat.STANDARD;
        extras = generation == Generation.FIRST ? Extras.none(cooperative) : Extras.draw(more, this);
    }

    private RetryTopology topology(Chance chance) {
        long scale = chance.pick(SCALES);
        int retries = chance.upTo(4);
        int topics = Math.min(retries, chance.between(1, 3));
        List<Duration> delays = new ArrayList<>();
        List<Integer> levels = new ArrayList<>();
        for (int i = 0; i < retries; i++) {
            delays.add(Duration.ofMillis(chance.of(0.5) ? scale : chance.upTo(2 * scale)));
            levels.add(Math.min(i, topics - 1));
        }
        List<RetryTopic> retryTopics = new ArrayList<>();
        for (int i = 0; i < topics; i++) {
            retryTopics.add(new RetryTopic("retry-" + i, Duration.ofMillis(2 * scale)));
        }
        Jitter jitter = chance.of(0.5)
                ? Jitter.NONE
                : new Jitter(chance.upTo(100) / 100.0, Duration.ofMillis(chance.pick(0, 0, 50)));
        return new RetryTopology(
                "listener",
                "group",
                new BackOffSchedule(delays),
                jitter,
                levels,
                List.of(new TopicChain("main", retryTopics, chance.of(0.9) ? "dead" : null)),
                TopicSettings.LIKE_MAIN_TOPIC);
    }

    /** Returns the delay that the listener asks for when it fails, or -1 when it leaves that to the configuration. */
    long askedMs(Subject subject, int attempt) {
        int which = Math.floorMod(((subject.id * 31 + attempt) * 0x9E3779B9) >>> 8, 2 * ASKED.length);
        return asks() && which < ASKED.length ? ASKED[which] : -1;
    }

    boolean asks() {
        return listeners == Listeners.ASKING;
    }

    TopicChain chain() {
        return topology.chains().get(0);
    }

    /** Returns the longest time that the delays of a record can add up to. */
    long longestWayMs() {
        long longestAsked = asks() ? ASKED[ASKED.length - 1] : 0;
        return topology.backOff().delays().stream()
                .mapToLong(delay -> Math.max(longestAsked, topology.jitter().longest(delay.toMillis())))
                .sum();
    }

    /** How much later than a listener has failed the engine may be told. */
    long toldWithinMs() {
        return listeners.arePrompt() ? 0 : 60_000 + clocksDifferMs();
    }

    /** Returns the most that two clocks can differ, or one and the same before and after it was set. */
    long clocksDifferMs() {
        return clockSkewMs + 2 * extras.clockSpreadMs();
    }

    /**
     * Returns how long polls last once nothing goes wrong any more: then there may be nothing to do for as long as clocks have
     * differed, which short polls would fill with more steps than a history has.
     */
    long settlingPollMs() {
        return Math.max(pollTimeoutMs, clocksDifferMs() / 1_000);
    }

    private long wayMs() {
        return longestWayMs() + producedWithinMs;
    }

    @Override
    public String toString() {
        return kind + ", " + listeners + ", " + instances + " instances, " + records + " records, "
                + mainPartitions + "/"
                + retryPartitions + " partitions, " + ackMode + (commitsAsync ? " async" : "")
                + (stopsImmediately ? ", stops immediately" : "") + ", poll " + pollTimeoutMs + " ms of "
                + maxPollRecords + ", latency " + latencyMs + " ms, skew " + clockSkewMs + " ms, delays "
                + topology.backOff().delays() + " levels " + topology.levels() + ", " + topology.jitter()
                + ", timeout " + timeout + ", " + limits + ", held " + heldBytes + ", gaps " + gapChance
                + ", dead letters " + chain().deadLetterTopic() + (deadLetterConsumer ? " consumed" : "") + ", "
                + extras;
    }
}

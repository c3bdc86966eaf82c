package io.redrive.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.redrive.simulation.Plan.Listeners;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Many histories of the engine, each from a seed of its own: the same ones in every build, and some that nobody has seen.
 * A history follows from its seed alone, so that none of them fails by chance.
 *
 * <p>{@code -Dsim.seed=ASKING/17} runs one and prints what happens in it; {@code -Dsim.minutes=N} runs new ones for so
 * long; {@code -Dsim.from=N} runs others than a build does, {@code -Dsim.histories=N} says how many.
 */
class EngineSimulationTests {

    private static final Logger ENGINE = (Logger) LoggerFactory.getLogger("io.redrive");

    private static final long FROM =
            Long.getLong("sim.from", ThreadLocalRandom.current().nextLong(1L << 40));

    @BeforeAll
    static void hush() {
        ENGINE.setLevel(Level.OFF);
    }

    @AfterAll
    static void unhush() {
        ENGINE.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource
    @DisabledIfSystemProperty(named = "sim.seed", matches = ".+")
    @DisabledIfSystemProperty(named = "sim.minutes", matches = ".+")
    void keepsItsPromisesInEveryHistory(Listeners listeners) {
        Histories.run(seeds(listeners, 0, histories(listeners)));
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "sim.from", matches = "\\d+")
    void keepsItsPromisesInHistoriesThatNobodyHasSeen(Listeners listeners) {
        long some = histories(listeners);
        System.out.println(some + " new histories of " + listeners + " listeners: -Dsim.from=" + FROM);
        Histories.run(seeds(listeners, FROM, some));
    }

    @Test
    @EnabledIfSystemProperty(named = "sim.minutes", matches = "\\d+")
    void keepsItsPromisesForAsLongAsAsked() {
        long end = System.nanoTime()
                + Duration.ofMinutes(Long.getLong("sim.minutes")).toNanos();
        long from = FROM;
        for (; System.nanoTime() < end; from += 1_000) {
            for (Listeners listeners : Listeners.values()) {
                Histories.run(seeds(listeners, from, 1_000));
            }
        }
        System.out.println(
                (from - FROM) + " new histories of each kind of listeners, from " + FROM + ", and none has failed");
    }

    @Test
    @EnabledIfSystemProperty(named = "sim.seed", matches = ".+")
    void tellsOfOneHistory() {
        History history = new History(Seed.parse(System.getProperty("sim.seed")), true);
        try {
            history.run();
        } finally {
            System.out.println(history.plan() + "\n" + history.trace());
        }
    }

    /** As long as their generation does not change, each of them meets a mistake that the engine once made. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // settled without a forward, and not committed
                "FIRST/PLAIN/17",
                "FIRST/PLAIN/156",
                "FIRST/PLAIN/181",
                "FIRST/PLAIN/544",
                // settled while another partition was given away, and not committed
                "FIRST/PLAIN/3544",
                "FIRST/PLAIN/4335",
                "FIRST/PLAIN/6565",
                // commit callback told of success too early
                "FIRST/PLAIN/55",
                "FIRST/PLAIN/101",
                "FIRST/PLAIN/1673",
                "FIRST/PLAIN/2218",
                // commit that changes metadata only, taken for confirmed
                "FIRST/PLAIN/1671",
                "FIRST/PLAIN/4059",
                "FIRST/PLAIN/3050",
                // last commit given up after two wake-ups
                "FIRST/PLAIN/3570",
                // commits held back for as long as a clock was set back
                "SECOND/PLAIN/193",
                "SECOND/ASKING/193",
                "SECOND/OPEN_ENDED/49",
                // deliveries of dead letters held back for as long
                "SECOND/PLAIN/739",
                "SECOND/PLAIN/4187",
                "SECOND/PLAIN/4305",
                // what was to move on came before what was due earlier, when a clock had leapt beyond both
                "SECOND/ASKING/900002661",
                // what a batch gave back was written anew where a clock was set back
                "SECOND/BATCHES/1000001006",
                "SECOND/BATCHES/1000003374",
                "SECOND/BATCHES/1000003483",
                // a late acknowledgment made the container's next ones have no effect
                "SECOND/ASKING/186"
            })
    void keepsItsPromisesWhereItOnceDidNot(String seed) {
        Histories.run(Stream.of(Seed.parse(seed)));
    }

    /** Each of them was taken for a mistake of the engine and was one of the simulation. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // a former owner, which does not know yet that it is one, goes back
                "SECOND/OPEN_ENDED/700000703",
                // a forward of an earlier ownership of its partition fails for the first time in the next one
                "SECOND/PLAIN/2263"
            })
    void isNotMisjudgedAnyMore(String seed) {
        Histories.run(Stream.of(Seed.parse(seed)));
    }

    private static long histories(Listeners listeners) {
        long all = Long.getLong("sim.histories", 10_000);
        return switch (listeners) {
            case PLAIN -> all * 60 / 100;
            case ASKING, BATCHES -> all * 15 / 100;
            // They take twice as long as the others.
            case OPEN_ENDED -> all * 10 / 100;
        };
    }

    private static Stream<Seed> seeds(Listeners listeners, long from, long some) {
        return LongStream.range(from, from + some).mapToObj(each -> new Seed(listeners, each));
    }
}

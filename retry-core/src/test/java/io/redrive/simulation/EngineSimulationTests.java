package io.redrive.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.redrive.simulation.Plan.Listeners;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Many histories of the engine, each from a seed of its own.
 *
 * <p>{@code -Dsim.histories=N} runs more or fewer of them; {@code -Dsim.seed=N}, with
 * {@code -Dsim.listeners=} and their kind, runs one and prints what happens in it.
 */
class EngineSimulationTests {

    private static final Logger ENGINE = (Logger) LoggerFactory.getLogger("io.redrive");

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
    void keepsItsPromisesInEveryHistory(Listeners listeners) {
        Long seed = Long.getLong("sim.seed");
        if (seed == null) {
            long histories = Long.getLong("sim.histories", 2_000);
            LongStream.range(0, listeners == Listeners.PLAIN ? histories : histories / 8)
                    .forEach(each -> run(each, listeners));
        } else if (listeners == Listeners.valueOf(System.getProperty("sim.listeners", "PLAIN"))) {
            runAloud(seed, listeners);
        }
    }

    /** As long as the generator does not change, each of them meets a mistake that the engine once made. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                // settled without a forward, and not committed
                17,
                156,
                181,
                544,
                // settled while another partition was given away, and not committed
                3544,
                4335,
                6565,
                // commit callback told of success too early
                55,
                101,
                1673,
                2218,
                // commit that changes metadata only, taken for confirmed
                1671,
                4059,
                3050,
                // last commit given up after two wake-ups
                3570
            })
    void keepsItsPromisesWhereItOnceDidNot(long seed) {
        run(seed, Listeners.PLAIN);
    }

    private static void runAloud(long seed, Listeners listeners) {
        History history = new History(seed, listeners, true);
        try {
            history.run();
        } finally {
            System.out.println(history.plan() + "\n" + history.trace());
        }
    }

    private static void run(long seed, Listeners listeners) {
        try {
            new History(seed, listeners, false).run();
        } catch (RuntimeException | Error failure) {
            History again = new History(seed, listeners, true);
            try {
                again.run();
            } catch (RuntimeException | Error same) {
                throw new AssertionError(
                        "history " + seed + " of " + listeners + ": " + same + "\n" + again.plan() + "\n"
                                + again.trace(),
                        same);
            }
            throw new AssertionError("history " + seed + " does not repeat itself", failure);
        }
    }
}

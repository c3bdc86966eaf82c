package io.redrive.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Many histories of the engine, each from a seed of its own.
 *
 * <p>{@code -Dsim.histories=N} runs more or fewer of them; {@code -Dsim.seed=N} runs one and prints what happens in it.
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

    @Test
    void keepsItsPromisesInEveryHistory() {
        Long seed = Long.getLong("sim.seed");
        if (seed != null) {
            History history = new History(seed, true);
            try {
                history.run();
            } finally {
                System.out.println(history.plan() + "\n" + history.trace());
            }
            return;
        }
        long histories = Long.getLong("sim.histories", 2_000);
        LongStream.range(0, histories).forEach(EngineSimulationTests::run);
    }

    private static void run(long seed) {
        try {
            new History(seed, false).run();
        } catch (RuntimeException | Error failure) {
            History again = new History(seed, true);
            try {
                again.run();
            } catch (RuntimeException | Error same) {
                throw new AssertionError(
                        "history " + seed + ": " + same + "\n" + again.plan() + "\n" + again.trace(), same);
            }
            throw new AssertionError("history " + seed + " does not repeat itself", failure);
        }
    }
}

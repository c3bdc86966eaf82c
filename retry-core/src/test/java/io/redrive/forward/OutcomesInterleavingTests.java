package io.redrive.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link OutcomesInterleavings} where few classes are loaded and nothing else changes them. */
class OutcomesInterleavingTests {

    /** {@code -Dinterleavings=N} tries so many ways. */
    private static final int WAYS = Integer.getInteger("interleavings", 300);

    @Test
    void noTurnThatThreadsTakeLosesAnOutcomeOrItsOrder(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");

        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Djdk.attach.allowAttachSelf=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutcomesInterleavings.class.getName(),
                        Integer.toString(WAYS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();

        assertThat(exit).as(Files.readString(output)).isZero();
    }
}

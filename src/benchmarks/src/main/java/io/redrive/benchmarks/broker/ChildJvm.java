package io.redrive.benchmarks.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM like this one, on the same class path. */
public final class ChildJvm {

    private ChildJvm() {}

    /** Returns the command that starts it. */
    public static List<String> command(List<String> jvmOptions, Class<?> main, List<String> arguments) {
        // Surefire starts with a class path of one jar and tells the real one in a property.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Ends the calling JVM when the process that started it has ended, whose standard input nobody else may read. */
    static void endWithParent() {
        var watch = new Thread(ChildJvm::haltWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** A parent that is killed runs no shutdown hook, but its end of our standard input closes. */
    private static void haltWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes; only the end of the stream is of interest.
            }
        } catch (IOException brokenPipe) {
            // Means the same as the end of the stream.
        }
        Runtime.getRuntime().halt(1);
    }
}

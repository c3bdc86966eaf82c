package io.redrive.autoconfigure;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Prints instead of starting anything: no container of any listener, no web server, nothing else that has a lifecycle. Then it
 * ends the application, before anybody hears that it is ready.
 */
final class PrintingLifecycleProcessor extends DefaultLifecycleProcessor {

    /** Ends the JVM. */
    @FunctionalInterface
    interface Exit {

        void with(int code);
    }

    private final Supplier<List<String>> lines;
    private final PrintStream to;
    private final Exit exit;

    PrintingLifecycleProcessor(Supplier<List<String>> lines, PrintStream to, Exit exit) {
        this.lines = lines;
        this.to = to;
        this.exit = exit;
    }

    @Override
    public void onRefresh() {
        lines.get().forEach(to::println);
        to.flush();
        exit.with(0);
    }
}

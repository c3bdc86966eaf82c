package io.redrive.autoconfigure;

import io.redrive.listener.ApplicationEnd;
import org.springframework.context.SmartLifecycle;

/** Tells when the containers, and all else that is stopped in phases, have stopped or had their time; beans are closed next. */
final class Overtime implements SmartLifecycle {

    private final ApplicationEnd end;
    private volatile boolean running;

    Overtime(ApplicationEnd end) {
        this.end = end;
    }

    @Override
    public void start() {
        running = true;
        end.notYet();
    }

    @Override
    public void stop() {
        running = false;
        end.overtime();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last one that is stopped. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}

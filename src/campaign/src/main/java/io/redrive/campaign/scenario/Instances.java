package io.redrive.campaign.scenario;

/** The applications of a run, numbered from 0. What is asked of an instance that cannot do it is left undone. */
public interface Instances {

    /** Returns how many there are at the begin of the run and at its end. */
    int count();

    /** Starts one that does not run; it may be one more than there were. Returns at once. */
    void start(int instance);

    /** Ends one as a crash would: SIGKILL. */
    void kill(int instance);

    /** Asks one to end, SIGTERM, and waits for that. */
    void terminate(int instance);

    /** Stops one where it is: SIGSTOP. */
    void suspend(int instance);

    /** Lets a suspended one go on: SIGCONT. */
    void resume(int instance);

    /** Starts all that should run and do not. */
    default void startAll() {
        for (int instance = 0; instance < count(); instance++) {
            start(instance);
        }
    }

    /** Ends all that should run as a crash would. */
    default void killAll() {
        for (int instance = 0; instance < count(); instance++) {
            kill(instance);
        }
    }

    /** Whether one has been started and has not ended. */
    boolean isRunning(int instance);
}

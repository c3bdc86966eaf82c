package io.redrive.redrive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters back, as jobs that go on when the instance ends that runs them. At most one job at a time runs for a
 * dead-letter topic. What jobs there are lies in Kafka, so that every instance of the application gives the same answers. There
 * is one bean of it. Thread-safe; calls wait for the brokers, some seconds at most, and throw a {@link RedriveRefusedException}
 * for what they do not do.
 */
public interface Redrives {

    /**
     * Starts a job, and returns it as soon as an instance has taken it on, or after some seconds.
     *
     * @param selection which dead letters are sent back, of those that are there by now
     * @param options where to, how fast, how many
     */
    Redrive start(RedriveSelection selection, RedriveOptions options);

    /** Returns what a job would do that was started now, as far as a bounded look at the topic tells; nothing is sent. */
    RedrivePlan plan(RedriveSelection selection, RedriveOptions options);

    /** Returns the jobs that are not over and the last ones that are, the newest first. */
    List<Redrive> all();

    /** Returns a job, or null when there is none with this id, or it was over long ago. */
    @Nullable
    Redrive find(String id);

    /** Changes a job that is not over; returns it as it is by now. */
    Redrive change(String id, RedriveChange change);
}

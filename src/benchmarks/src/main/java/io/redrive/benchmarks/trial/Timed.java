package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestant.Running;
import io.redrive.benchmarks.contestant.Course;
import io.redrive.benchmarks.measure.Footprint;
import io.redrive.benchmarks.measure.Mark;
import java.time.Duration;

/** An instance of a system whose start and stop are timed, and which is looked at in between. */
final class Timed {

    private final Footprint before = Footprint.now();
    private final Running running;
    private final double startSeconds;

    private Timed(Contestant contestant, Course course) throws InterruptedException {
        Mark start = Mark.now();
        running = contestant.start(course);
        startSeconds = Mark.now().secondsSince(start);
    }

    static Timed start(Contestant contestant, Course course) throws InterruptedException {
        return new Timed(contestant, course);
    }

    double startSeconds() {
        return startSeconds;
    }

    /** What the instance has added to this JVM. */
    Footprint footprint() {
        return Footprint.now().since(before);
    }

    /** Watches the processor time of this JVM for a while, in percent of a core. */
    static double cpuPercent(Duration window) throws InterruptedException {
        Mark start = Mark.now();
        Thread.sleep(window.toMillis());
        Mark end = Mark.now();
        return end.cpuMicrosSince(start) / end.secondsSince(start) / 1e4;
    }

    /** Stops the instance and returns how long that took, in seconds. */
    double stop() {
        Mark start = Mark.now();
        running.close();
        return Mark.now().secondsSince(start);
    }
}

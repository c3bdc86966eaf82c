package io.redrive.benchmarks.trial;

import io.redrive.benchmarks.contestant.Contestant;

/** One workload: what is done with every system, and what is measured meanwhile. */
public interface Trial {

    /** Short name, such as {@code W1}. */
    String id();

    /** What it is, in one line. */
    String heading();

    /** Whether a system can do it, and is to. */
    boolean takes(Contestant contestant);

    /** Has a new instance of the system do it once. */
    Findings run(Contestant contestant, Ground ground) throws InterruptedException;
}

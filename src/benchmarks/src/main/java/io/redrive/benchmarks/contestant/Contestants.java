package io.redrive.benchmarks.contestant;

import java.util.List;

/** All systems there are. */
public final class Contestants {

    private Contestants() {}

    /** Every system, those others are compared with first. */
    public static List<Contestant> all() {
        return List.of(
                new RawContestant(),
                new SpringContestant("plain", PlainApplication.class, false),
                new SpringContestant("redrive", RedriveApplication.class, true));
    }
}

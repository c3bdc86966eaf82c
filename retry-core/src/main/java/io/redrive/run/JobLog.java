package io.redrive.run;

import java.time.Duration;

/** The log of one dead-letter topic, which fills a {@link io.redrive.job.JobBook}. Its methods throw what Kafka's consumers throw. */
interface JobLog {

    /** Takes note of what is new, and waits for it until then. */
    void poll(Duration until);

    /** Takes note of everything that was written before. */
    void catchUp();
}

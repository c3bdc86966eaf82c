package io.redrive.run;

import io.redrive.job.JobSnapshot;
import io.redrive.redrive.RedriveOutcome;
import java.util.Map;

/** Sees what becomes of records that were sent back. */
interface Sightings {

    /** Returns where the topics end that such records can get to, by topic and partition with a colon between. */
    Map<String, Long> ends();

    /** Returns what became of what a job has sent, as far as that can be seen by now. */
    RedriveOutcome of(String job, JobSnapshot snapshot);
}

package io.redrive.run;

import io.redrive.admin.JobTopics;
import io.redrive.header.DeadLetterReader;
import io.redrive.scan.DeadLetterScans;
import io.redrive.scan.ScanConsumers;
import java.time.InstantSource;

/** What looks at one cluster. Thread-safe. */
record Clients(JobTopics topics, ScanConsumers consumers, DeadLetterScans scans) {

    static Clients of(RedriveTopic.Cluster cluster, DeadLetterReader reader, JobTopics topics, InstantSource clock) {
        ScanConsumers consumers = ScanConsumers.of(cluster.consumers());
        return new Clients(topics, consumers, new DeadLetterScans(consumers, reader, clock));
    }

    void close() {
        topics.close();
        consumers.close();
    }
}

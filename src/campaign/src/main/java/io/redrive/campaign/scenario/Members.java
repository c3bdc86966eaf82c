package io.redrive.campaign.scenario;

import java.time.Duration;
import java.util.Map;

/**
 * The instances of a run.
 *
 * @param count how many run at its begin and at its end
 * @param protocol how they share partitions
 * @param fixed whether they are static members
 * @param proxied whether links are between them and the brokers
 * @param clocks by how much the clocks of some of them are ahead
 */
public record Members(int count, Protocol protocol, boolean fixed, boolean proxied, Map<Integer, Duration> clocks) {

    public Members {
        clocks = Map.copyOf(clocks);
    }
}

package io.redrive.campaign.scenario;

import java.util.List;

/** Trouble with brokers. */
final class BrokerScenarios {

    private BrokerScenarios() {}

    static List<Scenario> all() {
        return List.of();
    }
}

package io.redrive.campaign.scenario;

import java.util.List;

/** Trouble with the network. */
final class NetworkScenarios {

    private NetworkScenarios() {}

    static List<Scenario> all() {
        return List.of();
    }
}

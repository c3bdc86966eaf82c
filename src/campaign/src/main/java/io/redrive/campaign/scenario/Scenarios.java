package io.redrive.campaign.scenario;

import java.util.List;
import java.util.stream.Stream;

/** All scenarios. */
public final class Scenarios {

    private Scenarios() {}

    /** Returns them, those that harm instances first. */
    public static List<Scenario> all() {
        return Stream.of(InstanceScenarios.all(), BrokerScenarios.all(), NetworkScenarios.all())
                .flatMap(List::stream)
                .toList();
    }
}

package io.redrive.campaign.scenario;

import java.util.List;
import java.util.stream.Stream;

/** All scenarios. */
public final class Scenarios {

    private Scenarios() {}

    /** Returns them, those that harm instances first. */
    public static List<Scenario> all() {
        return Stream.of(
                        InstanceScenarios.all(),
                        BrokerScenarios.all(),
                        NetworkScenarios.all(),
                        List.of(TopicScenarios.killedWhileWriteDenied(), KillInstances.nowAndThen()))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Returns one of them.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Scenario named(String name) {
        return all().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no scenario " + name + ", only "
                        + all().stream().map(Scenario::name).toList()));
    }
}

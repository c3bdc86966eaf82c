package io.redrive.campaign.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Trouble with instances, and none. */
final class InstanceScenarios {

    private InstanceScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>(List.of(
                new NoFault(),
                KillInstances.often(),
                new KillAllInstances(),
                new RollingUpdate(),
                new Zombies(),
                new SlowListener(),
                new StaticMembers(),
                new Storm(),
                new WrongClock()));
        Arrays.stream(Protocol.values()).map(ComeAndGo::new).forEach(scenarios::add);
        return List.copyOf(scenarios);
    }
}

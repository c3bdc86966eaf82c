package io.redrive.campaign.scenario;

import io.redrive.campaign.load.Traffic;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Some records take longer than a member may be away. */
final class SlowListener implements Scenario {

    @Override
    public String name() {
        return "slow-listener";
    }

    @Override
    public String trouble() {
        return "Some records take 9 s, with max.poll.interval.ms of 6 s";
    }

    @Override
    public Setup setup(RandomGenerator random) {
        return Setup.draw(random)
                .with(Traffic.usual().withSlow(700, 9_000))
                .with("spring.kafka.consumer.properties.max.poll.interval.ms", "6000");
    }

    @Override
    public Plan plan(RandomGenerator random, Setup setup, Duration load) {
        return Plan.of();
    }
}

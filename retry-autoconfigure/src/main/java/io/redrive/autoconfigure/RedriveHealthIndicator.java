package io.redrive.autoconfigure;

import io.redrive.listener.RetryListeners;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Tells whether the retried listeners of this instance do their work, without asking a broker. Backlog is no illness. */
final class RedriveHealthIndicator extends AbstractHealthIndicator {

    private final RetryListeners listeners;
    private final ContainerStops stops;
    private final Refusals refusals;
    private final InstantSource clock;

    RedriveHealthIndicator(RetryListeners listeners, ContainerStops stops, Refusals refusals, InstantSource clock) {
        super("The health of retried listeners could not be told");
        this.listeners = listeners;
        this.stops = stops;
        this.refusals = refusals;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Instant now = clock.instant();
        Map<String, Object> details = new TreeMap<>();
        boolean up = true;
        for (RetryListeners.Entry entry : listeners.all()) {
            ListenerHealth health =
                    ListenerHealth.of(entry, stops.reasons(), now).refused(refusals.containers());
            up &= health.up();
            details.put(entry.listener().topology().listenerId(), details(health));
        }
        builder.status(up ? Status.UP : Status.DOWN).withDetail("listeners", details);
    }

    private static Map<String, Object> details(ListenerHealth health) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("status", (health.up() ? Status.UP : Status.DOWN).getCode());
        if (!health.problems().isEmpty()) {
            details.put("problems", health.problems());
        }
        Map<String, String> containers = new TreeMap<>();
        health.containers().forEach((id, state) -> containers.put(id, Words.of(state)));
        details.put("containers", containers);
        return details;
    }
}

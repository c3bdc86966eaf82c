package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.BrokerUnavailableException;
import io.redrive.admin.PlannedTopic;
import io.redrive.admin.TopicLook;
import io.redrive.admin.TopicPlan;
import io.redrive.admin.TopologyChecks;
import io.redrive.consume.TopicRole;
import io.redrive.listener.ListenerContainer;
import io.redrive.listener.RetryListener;
import io.redrive.print.CommandLines;
import io.redrive.print.Permissions;
import io.redrive.print.PrintFormat;
import io.redrive.print.Requirements;
import io.redrive.print.StrimziResources;
import io.redrive.topic.RetryTopology;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Writes down the topics and permissions that the retried listeners of an application need. */
final class RequirementsPrinter {

    private final RedriveProperties.Topics settings;
    private final Function<Map<String, Object>, Map<String, Object>> connections;
    private final InstantSource clock;

    /**
     * Creates a printer.
     *
     * @param connections returns the settings of an admin client for those of a consumer
     */
    RequirementsPrinter(
            RedriveProperties.Topics settings,
            Function<Map<String, Object>, Map<String, Object>> connections,
            InstantSource clock) {
        this.settings = settings;
        this.connections = connections;
        this.clock = clock;
    }

    /** Returns the lines to print; brokers are asked about main topics, where that is possible. */
    List<String> lines(List<RetryListener> listeners) {
        TopologyChecks.check(listeners.stream().map(RetryListener::topology).toList());
        Map<Map<String, Object>, List<RetryListener>> byConnection = new LinkedHashMap<>();
        for (RetryListener each : listeners) {
            byConnection
                    .computeIfAbsent(connections.apply(each.connection().consumers()), unused -> new ArrayList<>())
                    .add(each);
        }
        List<String> lines = new ArrayList<>();
        if (listeners.isEmpty()) {
            lines.add("# No listener is retried by Redrive, so nothing is needed");
        }
        byConnection.forEach((connection, group) -> lines.addAll(format(requirements(connection, group, listeners))));
        return lines;
    }

    private List<String> format(Requirements requirements) {
        return settings.print() == PrintFormat.STRIMZI
                ? StrimziResources.of(requirements, settings.printPrincipal(), settings.printCluster())
                : CommandLines.of(requirements, settings.printPrincipal());
    }

    private Requirements requirements(
            Map<String, Object> connection, List<RetryListener> listeners, List<RetryListener> all) {
        BrokerAccess access = BrokerAccess.of(connection);
        Map<String, PlannedTopic> topics = new LinkedHashMap<>();
        Set<String> assumptions = new LinkedHashSet<>();
        if (settings.printPrincipal().equals(RedriveProperties.Topics.ANYBODY)) {
            assumptions.add("The brokers know the application as " + RedriveProperties.Topics.ANYBODY
                    + ". Say who it is with redrive.topics.print-principal.");
        }
        Permissions permissions = new Permissions();
        try (TopicLook look = new TopicLook(access, clock)) {
            for (RetryListener each : listeners) {
                RetryTopology topology = topology(each, all, look, assumptions);
                TopicPlan plan = TopicPlan.of(topology, look);
                assumptions.addAll(plan.assumptions());
                plan.topics().forEach(topic -> topics.putIfAbsent(topic.name(), topic));
                permissions.add(
                        topology,
                        each.groups(),
                        each.containers().stream()
                                .map(ListenerContainer::role)
                                .anyMatch(TopicRole.DEAD_LETTER::equals));
            }
        }
        return new Requirements(
                access.brokers(),
                listeners.stream().map(each -> each.topology().listenerId()).toList(),
                List.copyOf(assumptions),
                List.copyOf(topics.values()),
                permissions);
    }

    private static RetryTopology topology(
            RetryListener listener, List<RetryListener> all, TopicLook look, Set<String> assumptions) {
        if (listener.rules().pattern() == null) {
            return listener.topology();
        }
        Set<String> mainTopics = Set.of();
        try {
            mainTopics = listener.rules()
                    .mainTopics(
                            look.names(),
                            topic -> all.stream()
                                    .anyMatch(each -> each.rules()
                                            .isForwardTopic(topic, each.topics().view())));
        } catch (BrokerUnavailableException unavailable) {
            look.failed(unavailable);
        }
        assumptions.add("Listener " + listener.topology().listenerId() + " reads the topics that match "
                + listener.rules().pattern() + ", which are "
                + (mainTopics.isEmpty()
                        ? "none at present, as far as can be seen"
                        : "at present " + String.join(", ", mainTopics))
                + ". Others that come later need the same.");
        return listener.topology()
                .with(mainTopics.stream().map(listener.rules().chains()).toList());
    }
}

package io.redrive.admin;

import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The retry and dead-letter topics that listeners need, whether they exist or not.
 *
 * @param topics the topics
 * @param assumptions sentences about what could not be looked up
 */
public record TopicPlan(List<PlannedTopic> topics, List<String> assumptions) {

    /** Copies the lists. */
    public TopicPlan {
        topics = List.copyOf(topics);
        assumptions = List.copyOf(assumptions);
    }

    /** Plans the topics of a listener like its main topics, as far as these can be looked at. */
    public static TopicPlan of(RetryTopology topology, TopicLook look) {
        List<String> mains =
                topology.chains().stream().map(TopicChain::mainTopic).toList();
        try {
            Map<String, ExistingTopic> existing = mains.isEmpty() ? Map.of() : look.existing(mains);
            return of(topology, existing, main -> "it does not exist, or may not be seen");
        } catch (BrokerUnavailableException unavailable) {
            look.failed(unavailable);
            return of(topology, Map.of(), main -> "no broker is reachable");
        }
    }

    static TopicPlan of(RetryTopology topology, Map<String, ExistingTopic> mains, Function<String, String> why) {
        List<PlannedTopic> topics = new ArrayList<>();
        List<String> assumptions = new ArrayList<>();
        for (TopicChain chain : topology.chains()) {
            ExistingTopic main = mains.get(chain.mainTopic());
            ForwardTopic.of(topology, chain)
                    .forEach(each -> topics.add(PlannedTopic.of(NewTopics.forward(each, topology.settings(), main))));
            if (main == null) {
                assumptions.add("Topic " + chain.mainTopic() + " could not be looked at, because "
                        + why.apply(chain.mainTopic()) + ": " + unlike(topology)
                        + " of its retry and dead-letter topics are what the brokers give new topics. They should be those"
                        + " of " + chain.mainTopic() + ", with 65536 added to max.message.bytes.");
            }
        }
        return new TopicPlan(topics, assumptions);
    }

    private static String unlike(RetryTopology topology) {
        List<String> unlike = new ArrayList<>();
        if (topology.settings().partitions() == 0) {
            unlike.add("partitions");
        }
        if (topology.settings().replicationFactor() == 0) {
            unlike.add("replicas");
        }
        unlike.add("min.insync.replicas");
        return String.join(", ", unlike) + " and max.message.bytes";
    }
}

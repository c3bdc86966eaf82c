package io.redrive.admin;

import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** Compares what an application may do with its topics with what it has to do. */
final class Permissions {

    private Permissions() {}

    /** Returns what is missing; nothing of topics whose permissions the broker does not tell. */
    static List<TopicProblem> missing(RetryTopology topology, Map<String, TopicDescription> topics) {
        List<TopicProblem> problems = new ArrayList<>();
        for (TopicChain chain : topology.chains()) {
            check(topics.get(chain.mainTopic()), true, false, problems);
            for (RetryTopic retry : chain.retryTopics()) {
                check(topics.get(retry.name()), true, true, problems);
            }
            chain.deadLetterTopics().forEach(name -> check(topics.get(name), false, true, problems));
        }
        return problems;
    }

    /** Returns the groups that may not be used. */
    static List<TopicProblem> forbidden(RetryTopology topology, Set<String> groups, AdminCalls calls) {
        String mainTopics =
                topology.chains().stream().map(TopicChain::mainTopic).collect(Collectors.joining(", "));
        return groups.stream()
                .sorted()
                .filter(group -> isForbidden(group, calls))
                .map(group -> CreationProblems.groupForbidden(mainTopics, group))
                .toList();
    }

    /** Who has no broker to tell is not refused; the consumer waits for it as well. */
    private static boolean isForbidden(String group, AdminCalls calls) {
        try {
            return calls.committedIfSeen(group).isDenied();
        } catch (BrokerUnavailableException unavailable) {
            return false;
        }
    }

    private static void check(
            @Nullable TopicDescription topic, boolean reads, boolean writes, List<TopicProblem> problems) {
        Set<AclOperation> allowed = topic == null ? null : topic.authorizedOperations();
        if (topic == null || allowed == null) {
            return;
        }
        List<String> missing = new ArrayList<>();
        if (reads && !allowed.contains(AclOperation.READ)) {
            missing.add("Read");
        }
        if (writes && !allowed.contains(AclOperation.WRITE)) {
            missing.add("Write");
        }
        if (!missing.isEmpty()) {
            problems.add(CreationProblems.forbidden(topic.name(), missing));
        }
    }
}

package io.redrive.autoconfigure;

import io.redrive.consume.Holding;
import io.redrive.listener.ListenerContainer;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a listener for the endpoint, from memory. */
final class Reports {

    private Reports() {}

    static RetryTopicsReport.Listener of(Entry entry) {
        RetryListener listener = entry.listener();
        RetryTopology topology = listener.topology();
        return new RetryTopicsReport.Listener(
                topology.group(),
                listener.layout(),
                topology.backOff().attempts(),
                topology.backOff().delays(),
                listener.isVerified(),
                listener.problems(),
                listener.topics().view().chains().stream().map(Reports::topics).toList(),
                listener.containers().stream().map(Reports::container).toList(),
                listener.holdings().all().stream().map(Reports::consumer).toList(),
                failing(entry),
                listener.retiredTopics().stream()
                        .map(each -> new RetryTopicsReport.RetiredTopic(each.name(), each.group(), each.removable()))
                        .toList());
    }

    private static RetryTopicsReport.Topics topics(TopicChain chain) {
        return new RetryTopicsReport.Topics(
                chain.mainTopic(),
                chain.retryTopics().stream()
                        .map(each -> new RetryTopicsReport.RetryTopic(each.name(), each.delay()))
                        .toList(),
                chain.deadLetterTopics());
    }

    private static RetryTopicsReport.Container container(ListenerContainer each) {
        return new RetryTopicsReport.Container(
                each.id(), Words.of(each.role()), each.container().getGroupId(), Words.of(each.state()));
    }

    private static RetryTopicsReport.Consumer consumer(Holding holding) {
        return new RetryTopicsReport.Consumer(
                holding.thread(),
                Words.of(holding.role()),
                holding.asOf(),
                holding.inFlightForwards(),
                holding.topics().stream()
                        .map(each -> new RetryTopicsReport.Held(
                                each.topic(),
                                each.partitions(),
                                each.waiting(),
                                each.bytes(),
                                each.due(),
                                each.oldestDue(),
                                Overdue.since(each.oldestDue(), holding.asOf())))
                        .toList());
    }

    private static Map<String, RetryTopicsReport.FailingForwards> failing(Entry entry) {
        Map<String, RetryTopicsReport.FailingForwards> failing = new LinkedHashMap<>();
        ListenerHealth.failing(entry)
                .forEach((topic, why) ->
                        failing.put(topic, new RetryTopicsReport.FailingForwards(why.since(), why.failure())));
        return failing;
    }
}

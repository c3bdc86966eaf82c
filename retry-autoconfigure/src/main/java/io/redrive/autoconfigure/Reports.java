package io.redrive.autoconfigure;

import io.redrive.admin.Backlog;
import io.redrive.admin.TopicBacklog;
import io.redrive.admin.TopicBacklog.Reading;
import io.redrive.autoconfigure.RetryTopicsReport.Broker;
import io.redrive.autoconfigure.RetryTopicsReport.Container;
import io.redrive.autoconfigure.RetryTopicsReport.DeadLetterTopic;
import io.redrive.autoconfigure.RetryTopicsReport.FailingForwards;
import io.redrive.autoconfigure.RetryTopicsReport.Held;
import io.redrive.autoconfigure.RetryTopicsReport.RetryTopic;
import io.redrive.autoconfigure.RetryTopicsReport.Topics;
import io.redrive.consume.Holding;
import io.redrive.listener.ListenerContainer;
import io.redrive.listener.RetiredTopic;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import io.redrive.pause.Pause;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together what the endpoint tells of one listener. */
final class Reports {

    private final RetryListener listener;
    private final List<Holding> holdings;
    private final Map<String, Reading> readings;
    private final Backlog backlog;
    private final @Nullable Pause pause;

    private Reports(RetryListener listener, Backlog backlog, @Nullable Pause pause) {
        this.pause = pause;
        this.listener = listener;
        this.holdings = listener.holdings().all();
        this.readings = Backlogs.readings(listener);
        this.backlog = backlog;
    }

    /**
     * Reports.
     *
     * @param backlog what the brokers say of the listener's topics
     * @param pause why its retries are paused, or null when they are not
     */
    static RetryTopicsReport.Listener of(Entry entry, Backlog backlog, @Nullable Pause pause) {
        return new Reports(entry.listener(), backlog, pause).report(entry);
    }

    private RetryTopicsReport.Listener report(Entry entry) {
        RetryTopology topology = listener.topology();
        return new RetryTopicsReport.Listener(
                topology.group(),
                listener.layout(),
                topology.backOff().attempts(),
                topology.backOff().delays().stream().map(Duration::toString).toList(),
                listener.isVerified(),
                listener.problems(),
                listener.topics().view().chains().stream().map(this::topics).toList(),
                listener.retiredTopics().stream().map(this::retired).toList(),
                new Broker(backlog.asOf().truncatedTo(ChronoUnit.MILLIS).toString(), backlog.error()),
                listener.containers().stream().map(Reports::container).toList(),
                holdings.stream().map(Reports::consumer).toList(),
                failing(entry),
                RetryTopicsReport.Pause.of(pause));
    }

    private Topics topics(TopicChain chain) {
        return new Topics(
                chain.mainTopic(),
                partitions(chain.mainTopic()),
                chain.retryTopics().stream()
                        .map(each -> new RetryTopic(
                                each.name(),
                                each.delay().toString(),
                                group(each.name()),
                                partitions(each.name()),
                                waiting(each.name()),
                                held(each.name())))
                        .toList(),
                chain.deadLetterTopics().stream()
                        .map(each -> new DeadLetterTopic(
                                each,
                                partitions(each),
                                told(each).map(TopicBacklog::records).orElse(null)))
                        .toList());
    }

    private RetryTopicsReport.RetiredTopic retired(RetiredTopic topic) {
        String name = topic.name();
        return new RetryTopicsReport.RetiredTopic(
                name, topic.group(), topic.removable(), partitions(name), waiting(name), held(name));
    }

    private @Nullable String group(String topic) {
        Reading reading = readings.get(topic);
        return reading == null ? null : reading.group();
    }

    private @Nullable Integer partitions(String topic) {
        return told(topic).map(TopicBacklog::partitions).orElse(null);
    }

    private @Nullable Long waiting(String topic) {
        return told(topic).map(TopicBacklog::uncommitted).orElse(null);
    }

    private Optional<TopicBacklog> told(String topic) {
        return Optional.ofNullable(readings.get(topic)).map(backlog.topics()::get);
    }

    private Held held(String topic) {
        Holding.OfTopic sum = new Holding.OfTopic(topic, 0, 0, 0, 0, 0, null);
        Duration overdueBy = Duration.ZERO;
        for (Holding holding : holdings) {
            for (Holding.OfTopic each : holding.topics()) {
                if (each.topic().equals(topic)) {
                    sum = sum.plus(each);
                    Duration own = Overdue.since(each.oldestDue(), holding.asOf());
                    overdueBy = own.compareTo(overdueBy) > 0 ? own : overdueBy;
                }
            }
        }
        Instant oldestDue = sum.oldestDue();
        return new Held(
                sum.partitions(),
                sum.waiting(),
                sum.bytes(),
                sum.due(),
                sum.heldBack(),
                oldestDue == null ? null : oldestDue.toString(),
                overdueBy.toString());
    }

    private static Container container(ListenerContainer each) {
        return new Container(each.id(), Words.of(each.role()), each.container().getGroupId(), Words.of(each.state()));
    }

    private static RetryTopicsReport.Consumer consumer(Holding holding) {
        return new RetryTopicsReport.Consumer(
                holding.thread(),
                Words.of(holding.role()),
                holding.asOf().toString(),
                holding.topics().stream().mapToInt(Holding.OfTopic::partitions).sum(),
                holding.inFlightForwards());
    }

    private static Map<String, FailingForwards> failing(Entry entry) {
        Map<String, FailingForwards> failing = new LinkedHashMap<>();
        ListenerHealth.failing(entry)
                .forEach((topic, why) ->
                        failing.put(topic, new FailingForwards(why.since().toString(), why.failure())));
        return failing;
    }
}

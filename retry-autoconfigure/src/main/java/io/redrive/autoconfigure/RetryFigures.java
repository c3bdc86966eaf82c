package io.redrive.autoconfigure;

import io.redrive.admin.Backlog;
import io.redrive.admin.TopicBacklog;
import io.redrive.autoconfigure.TopicFigures.Held;
import io.redrive.autoconfigure.TopicFigures.Retry;
import io.redrive.autoconfigure.TopicFigures.Waiting;
import io.redrive.consume.Holding;
import io.redrive.listener.RetryListener;
import java.util.HashMap;
import java.util.Map;

/** Puts together what waits in the retry topics of a listener. */
final class RetryFigures {

    private RetryFigures() {}

    /** Returns what waits, as the brokers have told it; what is held is read when somebody asks. */
    static Map<Retry, Waiting> of(RetryListener listener, Backlog backlog) {
        Map<Retry, Waiting> waiting = new HashMap<>();
        Map<String, TopicBacklog.Reading> readings = Backlogs.readings(listener);
        for (String topic : listener.topics().view().retryTopics()) {
            TopicBacklog.Reading reading = readings.get(topic);
            TopicBacklog told = reading == null ? null : backlog.topics().get(reading);
            waiting.put(
                    new Retry(listener.topology().listenerId(), topic),
                    new Waiting(told == null ? null : told.uncommitted(), () -> held(listener, topic)));
        }
        return waiting;
    }

    private static Held held(RetryListener listener, String topic) {
        Holding.OfTopic sum = new Holding.OfTopic(topic, 0, 0, 0, 0, 0, null);
        for (Holding holding : listener.holdings().all()) {
            for (Holding.OfTopic each : holding.topics()) {
                if (each.topic().equals(topic)) {
                    sum = sum.plus(each);
                }
            }
        }
        return new Held(sum.due(), sum.oldestDue());
    }
}

package io.redrive.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationListener;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerRetryAuthSuccessfulEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.KafkaEvent;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Remembers which containers have a consumer that the broker refuses at present. Thread-safe. */
final class Refusals implements ApplicationListener<KafkaEvent> {

    /** Ids of containers by the container of the one consumer. */
    private final Map<Object, String> refused = new ConcurrentHashMap<>();

    @Override
    public void onApplicationEvent(KafkaEvent event) {
        if (event instanceof ConsumerRetryAuthEvent) {
            String id = event.getContainer(MessageListenerContainer.class).getListenerId();
            if (id != null) {
                refused.put(event.getSource(), id);
            }
        } else if (event instanceof ConsumerRetryAuthSuccessfulEvent || event instanceof ConsumerStoppedEvent) {
            refused.remove(event.getSource());
        }
    }

    /** Returns the ids of these containers. */
    Set<String> containers() {
        return Set.copyOf(refused.values());
    }
}

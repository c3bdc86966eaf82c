package io.redrive.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Remembers why a consumer of a container has stopped by itself. Thread-safe. */
final class ContainerStops implements ApplicationListener<ConsumerStoppedEvent> {

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    @Override
    public void onApplicationEvent(ConsumerStoppedEvent event) {
        String reason = inWords(event.getReason());
        String id = event.getContainer(MessageListenerContainer.class).getListenerId();
        if (reason != null && id != null) {
            reasons.put(id, reason);
        }
    }

    /** Returns the last reason for each container that ever has; it may run again. */
    Map<String, String> reasons() {
        return reasons;
    }

    private static @Nullable String inWords(ConsumerStoppedEvent.Reason reason) {
        return switch (reason) {
            case AUTH -> "the broker has refused it (authentication or authorization)";
            case FENCED -> "another consumer has taken its place (fenced)";
            case NO_OFFSET -> "its group has no offset and auto.offset.reset is none";
            case ERROR -> "of an Error that was thrown in it";
            default -> null;
        };
    }
}

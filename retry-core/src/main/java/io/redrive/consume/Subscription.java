package io.redrive.consume;

import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.jspecify.annotations.Nullable;

/** Keeps a consumer subscribed to topics that change while it runs. Consumer thread only. */
final class Subscription {

    /** A consumer that is subscribed to nothing cannot be polled, one whose pattern matches nothing can. */
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private final Consumer<?, ?> inner;
    private final Supplier<Set<String>> topics;
    private @Nullable ConsumerRebalanceListener listener;
    private @Nullable Set<String> current;

    Subscription(Consumer<?, ?> inner, Supplier<Set<String>> topics) {
        this.inner = inner;
        this.topics = topics;
    }

    /** Subscribes the consumer to the topics there are. */
    void begin(ConsumerRebalanceListener following) {
        listener = following;
        current = null;
        follow();
    }

    /** Subscribes the consumer anew when there are other topics by now. */
    void follow() {
        ConsumerRebalanceListener following = listener;
        Set<String> now = topics.get();
        if (following == null || now.equals(current)) {
            return;
        }
        if (current != null && current.isEmpty() != now.isEmpty()) {
            inner.unsubscribe();
        }
        if (now.isEmpty()) {
            inner.subscribe(NOTHING, following);
        } else {
            inner.subscribe(now, following);
        }
        current = now;
    }
}

package io.redrive.sample.story;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Collects what happens to the orders and tells it in the log, one line per event. Kept in memory only. */
@Component
public class OrderStory {

    private static final Logger log = LoggerFactory.getLogger(OrderStory.class);

    private final Map<String, OrderHistory> histories = new ConcurrentHashMap<>();
    private final StoryLine line = new StoryLine(ZoneId.systemDefault());

    /** Adds an event to the history of an order. */
    public void tell(String id, OrderEvent event) {
        log.info(line.of(id, event));
        histories.compute(id, (key, known) -> (known == null ? new OrderHistory(id, List.of()) : known).with(event));
    }

    /** Returns the history of an order, or null if nothing is known about it. */
    public @Nullable OrderHistory history(String id) {
        return histories.get(id);
    }

    /** Returns the histories of all orders, in no particular order. */
    public Collection<OrderHistory> histories() {
        return List.copyOf(histories.values());
    }
}

package io.redrive.sample.demo;

import io.redrive.sample.orders.OrderNotPublishedException;
import io.redrive.sample.orders.OrderPublisher;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Publishes the made-up orders, one at a time. Runs on the scheduler's thread only. */
@Component
class DemoStream {

    private static final Logger log = LoggerFactory.getLogger(DemoStream.class);

    private final Queue<DemoOrder> waiting;
    private final OrderPublisher publisher;
    private final InstantSource time;
    private volatile @Nullable Instant endedAt;

    DemoStream(DemoProperties properties, OrderPublisher publisher, InstantSource time) {
        this.waiting = new ArrayDeque<>(DemoOrders.create(properties.count(), properties.seed()));
        this.publisher = publisher;
        this.time = time;
    }

    @Scheduled(fixedRateString = "${sample.orders.interval}")
    void publishNext() {
        DemoOrder next = waiting.poll();
        if (next != null) {
            publish(next);
        }
        if (waiting.isEmpty() && endedAt == null) {
            endedAt = time.instant();
        }
    }

    private void publish(DemoOrder order) {
        try {
            order.publish(publisher);
        } catch (OrderNotPublishedException toldInTheStory) {
            log.debug("The stream goes on without order {}", order.id(), toldInTheStory);
        }
    }

    /** Returns when the last order was published, or null if more are to come. */
    @Nullable
    Instant endedAt() {
        return endedAt;
    }
}

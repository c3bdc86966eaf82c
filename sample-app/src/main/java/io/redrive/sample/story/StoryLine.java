package io.redrive.sample.story;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes an event as one line, with the outcomes of all attempts below each other. */
final class StoryLine {

    private final DateTimeFormatter clock;

    StoryLine(ZoneId zone) {
        clock = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    }

    String of(String id, OrderEvent event) {
        Delivery delivery = event.delivery();
        return delivery == null
                ? "order %s  %s".formatted(id, event.outcome())
                : "order %s  %-53s  -> %s".formatted(id, delivery(delivery), event.outcome());
    }

    private String delivery(Delivery delivery) {
        Instant dueAt = delivery.dueAt();
        Duration lateness = delivery.lateness();
        if (dueAt == null || lateness == null) {
            return "attempt " + delivery.attempt();
        }
        return "attempt %d  due %s  delivered %s"
                .formatted(delivery.attempt(), clock.format(dueAt), lateness(lateness));
    }

    private static String lateness(Duration lateness) {
        return lateness.isNegative() ? lateness.negated().toMillis() + " ms EARLY" : lateness.toMillis() + " ms late";
    }
}

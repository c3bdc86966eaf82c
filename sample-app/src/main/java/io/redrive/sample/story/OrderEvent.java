package io.redrive.sample.story;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to an order. */
public sealed interface OrderEvent {

    /** Returns when it happened. */
    Instant at();

    /** Returns the outcome in a few words. */
    String outcome();

    /** Returns the delivery it happened in, or null if it was none. */
    default @Nullable Delivery delivery() {
        return null;
    }

    /** The order is on its way to the topic. */
    record Published(Instant at, String description) implements OrderEvent {
        @Override
        public String outcome() {
            return "published, " + description;
        }
    }

    /** The broker did not confirm the order. */
    record NotPublished(Instant at, String cause) implements OrderEvent {
        @Override
        public String outcome() {
            return "not published: " + cause;
        }
    }

    /** An attempt to settle the order failed. */
    record Failed(Delivery delivery, String cause) implements OrderEvent {
        @Override
        public Instant at() {
            return delivery.deliveredAt();
        }

        @Override
        public String outcome() {
            return cause;
        }
    }

    /**
     * The order is settled.
     *
     * @param recorded whether this settlement was recorded; false if an earlier one had been
     */
    record Settled(Delivery delivery, String reference, boolean recorded) implements OrderEvent {
        @Override
        public Instant at() {
            return delivery.deliveredAt();
        }

        @Override
        public String outcome() {
            return recorded ? "settled " + reference : "had been settled before, nothing recorded";
        }
    }

    /**
     * The order arrived in the dead-letter topic.
     *
     * @param reason why Redrive gave it up
     * @param cause the failure that led there
     * @param bytes length of its payload
     */
    record Dead(Instant at, String reason, String cause, int bytes) implements OrderEvent {
        @Override
        public String outcome() {
            return "dead, " + reason + ": " + cause + " (" + bytes + " bytes kept)";
        }
    }
}

package io.redrive.campaign.check;

import io.redrive.campaign.journal.Delivery;
import io.redrive.campaign.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * A call of a listener.
 *
 * @param instance name of the instance, one for each of its lives
 * @param begun its begin
 * @param ended its end; null when the instance has not lived to see it
 */
record Call(String instance, Delivery begun, @Nullable Delivery ended) {

    int number() {
        return begun.number();
    }

    int attempt() {
        return begun.attempt();
    }

    Place place() {
        return begun.place();
    }

    long beganNanos() {
        return begun.time().nanos();
    }

    boolean is(Delivery.Moment end) {
        return ended != null && ended.moment() == end;
    }
}

package io.redrive.campaign.proxy;

import java.time.Duration;

/**
 * What a proxy does to the connections through it. Requests go from clients to the broker, responses come back.
 *
 * @param cutting whether connections are reset, new ones as soon as they are made
 */
record Fault(boolean cutting, Passage requests, Passage responses) {

    static final Fault NONE = new Fault(false, Passage.FREE, Passage.FREE);

    static final Fault CUT = new Fault(true, Passage.FREE, Passage.FREE);

    static final Fault HALF_OPEN = new Fault(false, Passage.DROPPING, Passage.DROPPING);

    static final Fault REQUESTS_DROPPED = new Fault(false, Passage.DROPPING, Passage.FREE);

    static final Fault RESPONSES_DROPPED = new Fault(false, Passage.FREE, Passage.DROPPING);

    static Fault latency(Duration delay) {
        Passage late = new Passage(false, delay);
        return new Fault(false, late, late);
    }
}

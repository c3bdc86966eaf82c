package io.redrive.campaign.proxy;

import java.time.Duration;

/**
 * What becomes of bytes in one direction.
 *
 * @param dropping whether they vanish, with the end of the stream and its reset, for which the sender gets no sign
 * @param delay for how long they are held back; what is sent meanwhile follows as one piece, after as long again
 */
record Passage(boolean dropping, Duration delay) {

    static final Passage FREE = new Passage(false, Duration.ZERO);
    static final Passage DROPPING = new Passage(true, Duration.ZERO);
}

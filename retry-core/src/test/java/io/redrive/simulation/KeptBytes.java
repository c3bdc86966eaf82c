package io.redrive.simulation;

import io.redrive.consume.Holding;
import io.redrive.consume.Listening;
import io.redrive.consume.TopicRole;

/** What consumers of retry topics tell of their memory is within what they may use. */
final class KeptBytes {

    private static final long LEAST_PER_PARTITION = 64 << 10;

    private KeptBytes() {}

    static void check(Plan plan, Listening listening) {
        // Where the budget is not the least there is, it is never used up; what a batch gives back was taken out
        // before.
        if (plan.extras.large() == 0 || plan.heldBytes > 0 || plan.listeners == Plan.Listeners.BATCHES) {
            return;
        }
        for (Holding holding : listening.holdings().all()) {
            for (Holding.OfTopic topic : holding.topics()) {
                Judge.check(
                        holding.role() != TopicRole.RETRY || topic.bytes() <= LEAST_PER_PARTITION * topic.partitions(),
                        "keeps more bytes than it may",
                        topic);
            }
        }
    }
}

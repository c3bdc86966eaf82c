package io.redrive.campaign.check;

import io.redrive.campaign.journal.Sample;
import io.redrive.campaign.journal.Sample.Missing;
import java.util.List;

/**
 * What the instances of a run have told of records that were deleted before they were delivered, all together.
 *
 * @param deleted how many
 * @param inHealth whether each that has counted some has named them in its health as well
 */
record Told(long deleted, boolean inHealth) {

    static Told of(Case run) {
        List<Missing> ofEach = run.evidence().instances().values().stream()
                .map(journal -> journal.stream()
                        .filter(Sample.class::isInstance)
                        .map(entry -> ((Sample) entry).missing())
                        // A counter never goes back: the last one says all.
                        .reduce(Missing.NONE, (earlier, later) -> later))
                .toList();
        return new Told(
                ofEach.stream().mapToLong(Missing::counted).sum(),
                ofEach.stream().allMatch(each -> each.counted() == 0 || each.inHealth()));
    }
}

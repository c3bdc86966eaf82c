package io.redrive.run;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.redrive.RedriveSelection;
import java.util.Map;
import java.util.TreeMap;

/** Leaves out offsets that cannot be meant. */
final class Narrowing {

    private Narrowing() {}

    /** Returns the offsets among which those of a selection are, by partition. */
    static Map<Integer, Offsets> to(RedriveSelection selection, Map<Integer, Offsets> wanted) {
        if (selection.ids().isEmpty()) {
            return wanted;
        }
        Map<Integer, Offsets> narrowed = new TreeMap<>();
        for (String id : selection.ids()) {
            DeadLetterAddress address = DeadLetterAddress.of(selection.topic(), id);
            Offsets all = wanted.getOrDefault(address.partition(), new Offsets(0, 0));
            if (address.offset() >= all.from() && address.offset() < all.to()) {
                narrowed.merge(
                        address.partition(), new Offsets(address.offset(), address.offset() + 1), Narrowing::span);
            }
        }
        return narrowed;
    }

    private static Offsets span(Offsets one, Offsets other) {
        return new Offsets(Math.min(one.from(), other.from()), Math.max(one.to(), other.to()));
    }
}

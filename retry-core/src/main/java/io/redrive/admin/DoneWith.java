package io.redrive.admin;

import io.redrive.track.SettledBeyond;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a group has done with in a partition, as it has committed it.
 *
 * @param offset below which it has done with every record
 * @param beyond what it has done with from there on; nothing begins at the offset itself
 */
record DoneWith(long offset, SettledBeyond beyond) {

    private static final DoneWith NOTHING = new DoneWith(0, SettledBeyond.decode(0, null));

    /** Returns what to commit for a group so that it knows what another one has done with as well; null if that is no more. */
    static @Nullable OffsetAndMetadata more(@Nullable OffsetAndMetadata own, OffsetAndMetadata other) {
        DoneWith known = own == null ? NOTHING : of(own);
        DoneWith others = of(other);
        DoneWith both = known.and(others);
        String metadata = both.beyond.encode(both.offset).text();
        DoneWith written = new DoneWith(both.offset, SettledBeyond.decode(both.offset, metadata));
        // Where not everything fits, what is left out may be more than what is new.
        if (written.countFrom(known.offset) <= known.countFrom(known.offset)) {
            return null;
        }
        if (both.offset == other.offset() && written.beyond.isEmpty() && others.beyond.isEmpty()) {
            return other;
        }
        return new OffsetAndMetadata(both.offset, epoch(both.offset, own, other), metadata);
    }

    private static DoneWith of(OffsetAndMetadata committed) {
        return of(committed.offset(), SettledBeyond.decode(committed.offset(), committed.metadata()));
    }

    private static DoneWith of(long offset, SettledBeyond beyond) {
        return new DoneWith(beyond.skip(offset), beyond);
    }

    private DoneWith and(DoneWith other) {
        return of(Math.max(offset, other.offset), beyond.union(other.beyond));
    }

    /** What is before {@code from} does not count. */
    private long countFrom(long from) {
        return offset - from + beyond.count(offset, Long.MAX_VALUE);
    }

    /** The epoch of the record before an offset, which is not known of an offset that neither has committed. */
    private static Optional<Integer> epoch(long offset, @Nullable OffsetAndMetadata own, OffsetAndMetadata other) {
        if (offset == other.offset()) {
            return other.leaderEpoch();
        }
        return own != null && offset == own.offset() ? own.leaderEpoch() : Optional.empty();
    }
}

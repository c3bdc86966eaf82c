package io.redrive.benchmarks.workload;

/** The records that fail. */
public sealed interface Failing {

    /** Whether a record is one of them. */
    boolean contains(int record);

    /** None is. */
    record Nobody() implements Failing {

        @Override
        public boolean contains(int record) {
            return false;
        }
    }

    /** All are. */
    record Everyone() implements Failing {

        @Override
        public boolean contains(int record) {
            return true;
        }
    }

    /**
     * One of so many is, on every partition.
     *
     * @param of how many
     */
    record One(int of) implements Failing {

        @Override
        public boolean contains(int record) {
            // Moves from block to block, so that it does not always meet the same partitions.
            return (record + 5 * (record / of)) % of == 0;
        }
    }

    /**
     * Those of one partition are.
     *
     * @param partition its number
     */
    record OnPartition(int partition) implements Failing {

        @Override
        public boolean contains(int record) {
            return Workload.partitionOf(record) == partition;
        }
    }
}

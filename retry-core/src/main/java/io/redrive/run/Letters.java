package io.redrive.run;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanBudget;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of one dead-letter topic. */
interface Letters {

    /** Returns where its partitions begin and end. */
    Map<Integer, Offsets> present();

    /** Returns the offsets among which the records are that can match a filter. */
    Map<Integer, Offsets> wanted(DeadLetterFilter filter);

    /** Reads records, in each partition in the order in which they were written. */
    Progress read(Map<Integer, Offsets> wanted, ScanBudget budget, Predicate<ConsumerRecord<byte[], byte[]>> goesOn);
}

package io.redrive.run;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.scan.DeadLetterScans;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanBudget;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of a dead-letter topic.
 *
 * @param topic its name
 */
record KafkaLetters(DeadLetterScans scans, String topic) implements Letters {

    @Override
    public Map<Integer, Offsets> present() {
        return scans.present(topic);
    }

    @Override
    public Map<Integer, Offsets> wanted(DeadLetterFilter filter) {
        return scans.wanted(topic, filter);
    }

    @Override
    public Progress read(
            Map<Integer, Offsets> wanted, ScanBudget budget, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
        return scans.read(topic, wanted, budget, goesOn);
    }
}

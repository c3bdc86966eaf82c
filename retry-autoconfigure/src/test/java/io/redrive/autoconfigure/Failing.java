package io.redrive.autoconfigure;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The base of listeners that fail on every record whose value begins with "bad". */
abstract class Failing {

    private final Journal journal;

    Failing(Journal journal) {
        this.journal = journal;
    }

    Journal journal() {
        return journal;
    }

    void failOnBad(ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (record.value().startsWith("bad")) {
                throw new IllegalStateException("no good");
            }
        });
    }
}

package io.redrive.listener;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles dead letters where the application has no handler of its own: tells where they are. */
public final class DeadLetterLog {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterLog.class);

    /** Logs the position of a dead letter. */
    public void onDeadLetter(ConsumerRecord<?, ?> record) {
        log.info("Dead letter {}-{}@{}", record.topic(), record.partition(), record.offset());
    }
}

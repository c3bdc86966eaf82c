package io.redrive.listener;

import java.lang.reflect.Method;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ReflectionUtils;

/** Handles dead letters where the application has no handler of its own: tells where they are. */
public final class DeadLetterLog {

    /** The method that is called with a dead letter. */
    public static final Method METHOD = Objects.requireNonNull(
            ReflectionUtils.findMethod(DeadLetterLog.class, "onDeadLetter", ConsumerRecord.class));

    private static final Logger log = LoggerFactory.getLogger(DeadLetterLog.class);

    /** Logs the position of a dead letter. */
    public void onDeadLetter(ConsumerRecord<?, ?> record) {
        log.info("Dead letter {}-{}@{}", record.topic(), record.partition(), record.offset());
    }
}

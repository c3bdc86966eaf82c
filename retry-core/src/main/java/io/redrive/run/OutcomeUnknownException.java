package io.redrive.run;

import org.apache.kafka.common.KafkaException;

/** It is not known whether something was done: the brokers were told, and gave no answer. */
public final class OutcomeUnknownException extends KafkaException {

    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(String what, Throwable failure) {
        super("it is not known whether " + what + ": " + failure.getMessage(), failure);
    }
}

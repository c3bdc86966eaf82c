package io.redrive.consume;

import org.apache.kafka.clients.producer.Producer;

/** Makes what the application sends on this thread part of a transaction. Consumer thread only. */
public interface TransactionScope {

    /** Begins to send through a producer. */
    void open(Producer<Object, Object> producer);

    /** Whether somebody inside has asked that the transaction take no effect. */
    boolean isRollbackOnly();

    /** Sends through it no more. */
    void close();
}

package io.redrive.consume;

import io.redrive.forward.ForwardTransaction;

/**
 * What the transactions of one consumer are made with.
 *
 * @param forwards its transactions
 * @param scope what binds them to the consumer's thread
 */
public record Transactional(ForwardTransaction forwards, TransactionScope scope) {}

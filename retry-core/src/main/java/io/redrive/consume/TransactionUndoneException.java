package io.redrive.consume;

/** A transaction took no effect: its records, and those behind them, are delivered again. No record has failed. */
public final class TransactionUndoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public TransactionUndoneException() {
        super("the transaction took no effect; its records are delivered again", null, false, false);
    }
}

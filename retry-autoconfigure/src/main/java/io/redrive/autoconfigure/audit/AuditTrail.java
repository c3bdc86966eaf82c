package io.redrive.autoconfigure.audit;

/** Where it is kept what operators do. Thread-safe. */
public interface AuditTrail {

    /** Keeps an action that was done; never throws, as the action can no longer be refused. */
    void add(OperatorAction action);
}

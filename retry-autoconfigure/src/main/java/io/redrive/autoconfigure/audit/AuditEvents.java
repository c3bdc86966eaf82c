package io.redrive.autoconfigure.audit;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes each action as an event of Spring Boot's audit, after it was logged. */
public final class AuditEvents implements AuditTrail {

    /** The type of all these events. */
    public static final String TYPE = "REDRIVE";

    private static final Logger log = LoggerFactory.getLogger(AuditLog.NAME);

    private final AuditTrail logged;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;

    /**
     * Creates a trail.
     *
     * @param logged where actions are kept first
     */
    public AuditEvents(AuditTrail logged, ApplicationEventPublisher publisher, InstantSource clock) {
        this.logged = logged;
        this.publisher = publisher;
        this.clock = clock;
    }

    @Override
    public void add(OperatorAction action) {
        logged.add(action);
        try {
            publisher.publishEvent(new AuditApplicationEvent(
                    new AuditEvent(clock.instant(), action.operator().name(), TYPE, data(action))));
        } catch (RuntimeException failure) {
            log.error("What an operator did was not kept as an audit event; the line above has it", failure);
        }
    }

    private static Map<String, Object> data(OperatorAction action) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("action", action.name());
        data.put("selection", action.selection());
        data.put("counts", action.counts());
        if (action.operator().reason() != null) {
            data.put("reason", action.operator().reason());
        }
        return data;
    }
}

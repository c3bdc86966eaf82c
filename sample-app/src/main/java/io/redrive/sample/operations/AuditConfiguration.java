package io.redrive.sample.operations;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps the last thousand audit events in memory, for {@code /actuator/auditevents}. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    AuditEventRepository auditEvents() {
        return new InMemoryAuditEventRepository(1_000) {

            @Override
            public void add(AuditEvent event) {
                // Without sessions every request signs in, each scrape included, and would push out what matters.
                if (!event.getType().equals("AUTHENTICATION_SUCCESS")) {
                    super.add(event);
                }
            }
        };
    }
}

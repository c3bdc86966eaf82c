package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.AuditEvents;
import io.redrive.autoconfigure.audit.AuditLog;
import io.redrive.autoconfigure.audit.AuditTrail;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration for the audit of what operators do: events of Spring Boot's audit where it is there, and a log. */
@AutoConfiguration(after = RedriveAutoConfiguration.class, before = RedriveActuatorAutoConfiguration.class)
@ConditionalOnBean(EngineRuntime.class)
public final class RedriveAuditAutoConfiguration {

    RedriveAuditAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(AuditApplicationEvent.class)
    static class EventsConfiguration {

        @Bean
        @ConditionalOnMissingBean(AuditTrail.class)
        AuditEvents redriveAuditTrail(ApplicationEventPublisher publisher, EngineRuntime runtime) {
            return new AuditEvents(new AuditLog(), publisher, runtime.engine().clock());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.boot.actuate.audit.listener.AuditApplicationEvent")
    static class LogConfiguration {

        @Bean
        @ConditionalOnMissingBean(AuditTrail.class)
        AuditLog redriveAuditLog() {
            return new AuditLog();
        }
    }
}

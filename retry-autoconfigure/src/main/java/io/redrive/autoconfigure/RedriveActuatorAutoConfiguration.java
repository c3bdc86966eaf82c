package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.AuditLog;
import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.redrive.Redrives;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/** Auto-configuration for the health and the endpoints of Redrive. */
@AutoConfiguration(after = RedriveAutoConfiguration.class)
@ConditionalOnBean(EngineRuntime.class)
public final class RedriveActuatorAutoConfiguration {

    RedriveActuatorAutoConfiguration() {}

    /** What shows in the health of the application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class HealthConfiguration {

        @Bean
        ContainerStops redriveContainerStops() {
            return new ContainerStops();
        }

        @Bean
        Refusals redriveRefusals() {
            return new Refusals();
        }

        @Bean
        @ConditionalOnEnabledHealthIndicator("redrive")
        @ConditionalOnMissingBean(name = "redriveHealthIndicator")
        RedriveHealthIndicator redriveHealthIndicator(EngineRuntime runtime, ContainerStops stops, Refusals refusals) {
            return new RedriveHealthIndicator(
                    runtime.engine().listeners(),
                    stops,
                    refusals,
                    runtime.engine().clock());
        }
    }

    /** What operators ask and tell. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    @EnableConfigurationProperties(DeadLettersEndpointProperties.class)
    static class EndpointConfiguration {

        @Bean
        DeadLetterQueries redriveDeadLetterQueries(
                EngineRuntime runtime, DeadLetterStore store, RedriveProperties properties) {
            return new DeadLetterQueries(
                    store, properties.deadLetters().scan(), runtime.engine().clock());
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        DeadLettersEndpoint redriveDeadLettersEndpoint(DeadLetterQueries queries, Disclosure disclosure) {
            return new DeadLettersEndpoint(queries, disclosure);
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        DeadLetterArchiveEndpoint redriveDeadLetterArchiveEndpoint(
                RedriveRuntime redrives,
                DeadLetterStore store,
                DeadLetterQueries queries,
                Disclosure disclosure,
                ObjectProvider<AuditTrail> trail) {
            return new DeadLetterArchiveEndpoint(
                    new DeadLetterArchives(store, queries, redrives.redrives(), trail.getIfAvailable(AuditLog::new)),
                    disclosure);
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        DeadLetterPurgeEndpoint redriveDeadLetterPurgeEndpoint(
                RedriveRuntime redrives, DeadLetterQueries queries, ObjectProvider<AuditTrail> trail) {
            return new DeadLetterPurgeEndpoint(new DeadLetterPurges(
                    queries, redrives.redrives().deadLetters(), trail.getIfAvailable(AuditLog::new)));
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        DeadLetterEditEndpoint redriveDeadLetterEditEndpoint(
                Redrives redrives,
                RedriveRuntime runtime,
                DeadLetterQueries queries,
                Disclosure disclosure,
                ObjectProvider<AuditTrail> trail) {
            return new DeadLetterEditEndpoint(
                    new DeadLetterEdits(
                            queries, runtime.redrives(), redrives, disclosure, trail.getIfAvailable(AuditLog::new)),
                    disclosure);
        }

        @Bean
        Disclosure redriveDisclosure(
                EngineRuntime runtime,
                DeadLettersEndpointProperties endpoint,
                ObjectProvider<SanitizingFunction> functions) {
            return new Disclosure(
                    endpoint,
                    functions.orderedStream().toList(),
                    runtime.engine().safeguards().redaction());
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        RedrivesEndpoint redriveRedrivesEndpoint(
                Redrives redrives, RedriveRuntime runtime, DeadLetterQueries queries, Disclosure disclosure) {
            return new RedrivesEndpoint(
                    redrives,
                    (selection, options, shown) ->
                            queries.scanning(() -> runtime.redrives().plan(selection, options, shown)),
                    disclosure);
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        RetryTopicsEndpoint redriveRetryTopicsEndpoint(
                EngineRuntime runtime,
                PausedRetries pauses,
                ObjectProvider<KafkaAdmin> admins,
                ObjectProvider<AuditTrail> trail) {
            return new RetryTopicsEndpoint(
                    runtime.engine().listeners(),
                    pauses,
                    new Backlogs(
                            new ClusterConnections(admins), runtime.engine().clock()),
                    trail.getIfAvailable(AuditLog::new));
        }

        @Bean
        @ConditionalOnBean(RetryTopicsEndpoint.class)
        @ConditionalOnAvailableEndpoint(endpoint = RetryTopicsEndpoint.class, exposure = EndpointExposure.WEB)
        @ConditionalOnMissingBean
        RetryTopicsWebExtension redriveRetryTopicsWebExtension(RetryTopicsEndpoint endpoint) {
            return new RetryTopicsWebExtension(endpoint);
        }
    }
}

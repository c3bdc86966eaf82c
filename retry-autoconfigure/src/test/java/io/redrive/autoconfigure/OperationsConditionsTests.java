package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redrive.autoconfigure.audit.AuditEvents;
import io.redrive.autoconfigure.audit.AuditLog;
import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.consume.RetryMetrics;
import io.redrive.redrive.Redrives;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class OperationsConditionsTests {

    private static final String EXPOSED =
            "management.endpoints.web.exposure.include=retrytopics,deadletters,redrives,deadletterarchive";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    KafkaAutoConfiguration.class,
                    RedriveAutoConfiguration.class,
                    RedriveOffAutoConfiguration.class,
                    RedriveMetricsAutoConfiguration.class,
                    RedriveAuditAutoConfiguration.class,
                    RedriveActuatorAutoConfiguration.class));

    private final ApplicationContextRunner complete =
            application.withBean(MeterRegistry.class, SimpleMeterRegistry::new).withPropertyValues(EXPOSED);

    @Test
    void offersMetricsHealthAndEndpoint() {
        complete.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(MicrometerMetricsSource.class)
                .hasSingleBean(RedriveHealthIndicator.class)
                .hasSingleBean(RetryTopicsEndpoint.class)
                .hasSingleBean(DeadLettersEndpoint.class)
                .hasSingleBean(RedrivesEndpoint.class)
                .hasSingleBean(DeadLetterArchiveEndpoint.class)
                .hasSingleBean(Redrives.class)
                .hasSingleBean(TopicStatistics.class));
    }

    @Test
    void countsNothingInTopicsWhereThatIsSwitchedOff() {
        complete.withPropertyValues("redrive.metrics.topics-interval=0").run(context -> {
            assertThat(context.getBean(TopicStatistics.class).isRunning()).isFalse();
            assertThat(context.getBean(MeterRegistry.class)
                            .find("redrive.stats.age")
                            .meters())
                    .isEmpty();
        });
    }

    @Test
    void deletesAndEditsNothingUntilAPropertyGivesAccess() {
        ApplicationContextRunner exposed = complete.withPropertyValues("management.endpoints.web.exposure.include=*");

        exposed.run(context -> assertThat(context)
                .doesNotHaveBean(DeadLetterPurgeEndpoint.class)
                .doesNotHaveBean(DeadLetterEditEndpoint.class));
        exposed.withPropertyValues(
                        "management.endpoint.deadletterpurge.access=UNRESTRICTED",
                        "management.endpoint.deadletteredit.access=UNRESTRICTED")
                .run(context -> assertThat(context)
                        .hasSingleBean(DeadLetterPurgeEndpoint.class)
                        .hasSingleBean(DeadLetterEditEndpoint.class));
    }

    @Test
    void refusesBudgetsThatCannotBeMeant() {
        complete.withPropertyValues("redrive.dead-letters.scan.max-records=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("redrive.dead-letters.scan.max-records must be at least 1"));
    }

    @Test
    void isUpWithoutAnyListener() {
        complete.run(context -> assertThat(
                        context.getBean(RedriveHealthIndicator.class).health())
                .extracting(Health::getStatus)
                .isEqualTo(Status.UP));
    }

    @Test
    void worksWithoutMicrometer() {
        complete.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(RetryMetrics.Source.class)
                        .hasSingleBean(RetryTopicsEndpoint.class));
    }

    @Test
    void worksWithoutActuator() {
        complete.withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(EngineRuntime.class)
                        .hasSingleBean(MicrometerMetricsSource.class)
                        .doesNotHaveBean("redriveHealthIndicator")
                        .hasSingleBean(Redrives.class)
                        .doesNotHaveBean("redriveDeadLettersEndpoint")
                        .doesNotHaveBean("redriveRedrivesEndpoint")
                        .doesNotHaveBean("redriveDeadLetterArchiveEndpoint")
                        .doesNotHaveBean("redriveRetryTopicsEndpoint"));
    }

    @Test
    void showsHealthWithoutActuatorsEndpoints() {
        complete.withClassLoader(new FilteredClassLoader(Endpoint.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(RedriveHealthIndicator.class)
                        .doesNotHaveBean("redriveRetryTopicsEndpoint"));
    }

    @Test
    void keepsWhatOperatorsDoAsAuditEventsAndInALog() {
        complete.run(context -> assertThat(context)
                .hasSingleBean(AuditEvents.class)
                .hasSingleBean(RetryTopicsWebExtension.class)
                .doesNotHaveBean(AuditLog.class));
    }

    @Test
    void keepsWhatOperatorsDoInALogAloneWithoutBootsAudit() {
        complete.withClassLoader(new FilteredClassLoader(AuditApplicationEvent.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(AuditLog.class)
                        .hasSingleBean(RetryTopicsEndpoint.class)
                        .doesNotHaveBean(AuditEvents.class));
    }

    @Test
    void knowsNobodysNameWhereTheEndpointIsNotOnTheWeb() {
        application
                .withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=retrytopics")
                .run(context -> assertThat(context)
                        .hasSingleBean(RetryTopicsEndpoint.class)
                        .doesNotHaveBean(RetryTopicsWebExtension.class));
    }

    @Test
    void countsNothingWithoutARegistry() {
        application.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RetryMetrics.Source.class));
    }

    @Test
    void countsNothingWhereItCannotTellWhichRegistryIsMeant() {
        complete.withBean("other", MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RetryMetrics.Source.class));
    }

    @Test
    void hidesTheEndpointUnlessItIsExposed() {
        application.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(RetryTopicsEndpoint.class)
                .doesNotHaveBean(DeadLettersEndpoint.class));
    }

    @Test
    void hidesTheEndpointWhereAccessToItIsDenied() {
        complete.withPropertyValues("management.endpoint.retrytopics.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(RetryTopicsEndpoint.class));
    }

    @Test
    void leavesHealthOutWhenItIsSwitchedOff() {
        complete.withPropertyValues("management.health.redrive.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(RedriveHealthIndicator.class));
    }

    @Test
    void offersNothingWhenRedriveIsSwitchedOff() {
        complete.withPropertyValues("redrive.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(RetryMetrics.Source.class)
                        .doesNotHaveBean(TopicStatistics.class)
                        .doesNotHaveBean(RedriveHealthIndicator.class)
                        .doesNotHaveBean(DeadLettersEndpoint.class)
                        .doesNotHaveBean(RetryTopicsEndpoint.class));
    }

    @Test
    void theApplicationsOwnBeansWin() {
        RetryMetrics.Source own = (listener, holdings) -> RetryMetrics.NONE;
        HealthIndicator healthy = () -> Health.up().build();
        AuditTrail trail = action -> {};
        complete.withBean("own", RetryMetrics.Source.class, () -> own)
                .withBean("redriveHealthIndicator", HealthIndicator.class, () -> healthy)
                .withBean("trail", AuditTrail.class, () -> trail)
                .run(context -> {
                    assertThat(context.getBean(RetryMetrics.Source.class)).isSameAs(own);
                    assertThat(context).doesNotHaveBean(RedriveHealthIndicator.class);
                    assertThat(context.getBean(AuditTrail.class)).isSameAs(trail);
                });
    }
}

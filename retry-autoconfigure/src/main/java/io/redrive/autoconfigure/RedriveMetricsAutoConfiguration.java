package io.redrive.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.consume.RetryMetrics;
import java.time.Duration;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaAdmin;

/** Auto-configuration for the metrics of Redrive. */
@AutoConfiguration(
        after = RedriveAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(EngineRuntime.class)
public final class RedriveMetricsAutoConfiguration {

    private static final PropertyCheck METRICS = new PropertyCheck("redrive.metrics");

    RedriveMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnSingleCandidate(MeterRegistry.class)
    @ConditionalOnMissingBean(RetryMetrics.Source.class)
    static MicrometerMetricsSource redriveMetrics(MeterRegistry registry) {
        return new MicrometerMetricsSource(registry);
    }

    @Bean
    @ConditionalOnSingleCandidate(MeterRegistry.class)
    static TopicStatistics redriveTopicStatistics(
            MeterRegistry registry,
            EngineRuntime runtime,
            DeadLetterStore store,
            RedriveProperties properties,
            ObjectProvider<KafkaAdmin> admins) {
        Duration interval = Objects.requireNonNull(
                METRICS.delay("topics-interval", properties.metrics().topicsInterval()));
        return new TopicStatistics(
                store,
                runtime.engine().listeners(),
                new Backlogs(new ClusterConnections(admins), runtime.engine().clock()),
                registry,
                new TopicStatistics.Settings(
                        interval,
                        DeadLetterBudget.of(properties.deadLetters().scan()),
                        runtime.engine().clock(),
                        runtime.engine().quiet()));
    }
}

package io.redrive.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.consume.RetryMetrics;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the metrics of Redrive. */
@AutoConfiguration(
        after = RedriveAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(EngineRuntime.class)
public final class RedriveMetricsAutoConfiguration {

    RedriveMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnSingleCandidate(MeterRegistry.class)
    @ConditionalOnMissingBean(RetryMetrics.Source.class)
    static MicrometerMetricsSource redriveMetrics(MeterRegistry registry) {
        return new MicrometerMetricsSource(registry);
    }
}

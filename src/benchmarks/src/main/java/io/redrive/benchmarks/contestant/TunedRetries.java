package io.redrive.benchmarks.contestant;

import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd;
import org.springframework.kafka.retrytopic.DeadLetterPublishingRecovererFactory;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.kafka.retrytopic.RetryTopicSchedulerWrapper;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What an expert changes in spring-kafka's retry topics to make them fast, and still loses nothing by. */
@Configuration(proxyBeanMethods = false)
class TunedRetries extends RetryTopicConfigurationSupport {

    private final boolean verifyPartition;

    TunedRetries(@Value("${benchmark.verify-partition}") boolean verifyPartition) {
        this.verifyPartition = verifyPartition;
    }

    @Bean
    static RetryTopicSchedulerWrapper retryTopicScheduler() {
        return new RetryTopicSchedulerWrapper(new ThreadPoolTaskScheduler());
    }

    @Override
    protected void configureCustomizers(CustomizersConfigurer customizers) {
        customizers.customizeErrorHandler(handler -> handler.setSeekAfterError(false));
        customizers.customizeDeadLetterPublishingRecoverer(this::tune);
    }

    @Override
    protected Consumer<DeadLetterPublishingRecovererFactory> configureDeadLetterPublishingContainerFactory() {
        return factory -> factory.setRetainAllRetryHeaderValues(false);
    }

    private void tune(DeadLetterPublishingRecoverer recoverer) {
        recoverer.excludeHeader(HeadersToAdd.EX_STACKTRACE);
        recoverer.setVerifyPartition(verifyPartition);
    }
}

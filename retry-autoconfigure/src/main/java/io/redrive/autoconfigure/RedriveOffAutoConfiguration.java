package io.redrive.autoconfigure;

import io.redrive.KafkaRetry;
import io.redrive.admin.BrokerAccess;
import io.redrive.annotation.LeavingConfigurer;
import io.redrive.annotation.SupportTakeover;
import io.redrive.listener.ContextRefusal;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;

/** Auto-configuration for applications in which Redrive is switched off: their listeners are left to spring-kafka. */
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@ConditionalOnClass(EnableKafka.class)
@ConditionalOnBooleanProperty(name = "redrive.enabled", havingValue = false)
public final class RedriveOffAutoConfiguration {

    RedriveOffAutoConfiguration() {}

    @Bean(RetryTopicBeanNames.RETRY_TOPIC_CONFIGURER_BEAN_NAME)
    @ConditionalOnMissingBean(RetryTopicConfigurationSupport.class)
    static LeavingConfigurer redriveLeavingConfigurer(GenericApplicationContext context, Environment environment) {
        return new LeavingConfigurer(
                context,
                Clock.systemUTC(),
                PlainListenersHandOver.listeners(environment),
                unused -> "redrive.enabled=false");
    }

    @Bean(SupportTakeover.REPLACEMENT)
    @ConditionalOnBean(RetryTopicConfigurationSupport.class)
    static LeavingConfigurer redriveReplacementLeavingConfigurer(
            GenericApplicationContext context, Environment environment) {
        return redriveLeavingConfigurer(context, environment);
    }

    @Bean
    static SupportTakeover redriveSupportTakeover() {
        return new SupportTakeover(false);
    }

    /** Listeners without an annotation may have had retry topics, too. */
    @Bean
    static BeanFactoryPostProcessor redrivePlainListenersHandOver(Environment environment) {
        return new PlainListenersHandOver(environment);
    }

    @Bean
    static LeftRecordsCheck redriveLeftRecordsCheck(
            ObjectProvider<LeavingConfigurer> configurer, ObjectProvider<KafkaAdmin> admins) {
        return new LeftRecordsCheck(
                () -> configurer.stream().flatMap(each -> each.left().stream()).toList(),
                consumers -> AdminConnections.of(consumers, admins),
                BrokerAccess::of,
                Clock.systemUTC(),
                LeftRecordsCheck.LATER);
    }

    @Bean
    static ContextRefusal redriveContextRefusal() {
        return new ContextRefusal();
    }

    @Bean(name = KafkaRetry.UNUSED_TEMPLATE, autowireCandidate = false)
    static KafkaOperations<?, ?> redriveUnusedKafkaOperations() {
        return UnusedKafkaOperations.create();
    }
}

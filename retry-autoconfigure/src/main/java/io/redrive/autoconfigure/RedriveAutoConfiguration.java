package io.redrive.autoconfigure;

import io.redrive.KafkaRetry;
import io.redrive.admin.BrokerAccess;
import io.redrive.annotation.RedriveTopicConfigurer;
import io.redrive.annotation.RetryAnnotationCheck;
import io.redrive.annotation.SupportTakeover;
import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.header.DeadLetterReader;
import io.redrive.listener.ContextRefusal;
import io.redrive.redrive.Redrives;
import io.redrive.settings.RedriveSettings;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.retrytopic.DefaultDestinationTopicResolver;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;

/** Auto-configuration for Redrive. */
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@ConditionalOnClass(EnableKafka.class)
@ConditionalOnBooleanProperty(name = "redrive.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RedriveProperties.class)
public final class RedriveAutoConfiguration {

    RedriveAutoConfiguration() {}

    @Bean
    static BeanFactoryPostProcessor redriveConflicts(Environment environment) {
        return new Conflicts(environment);
    }

    @Bean
    static BeanFactoryPostProcessor redrivePropertyNamesCheck(Environment environment) {
        return new PropertyNamesCheck(environment);
    }

    @Bean
    @ConfigurationPropertiesBinding
    static EmptySections redriveEmptySections() {
        return new EmptySections();
    }

    @Bean
    static RetryAnnotationCheck redriveAnnotationCheck(
            ConfigurableBeanFactory beanFactory, ObjectProvider<RedriveSettings> settings) {
        return new RetryAnnotationCheck(beanFactory, settings::getObject, UnusedKafkaOperations.create());
    }

    @Bean
    static BeanFactoryPostProcessor redrivePlainListenersHandOver(Environment environment) {
        return new PlainListenersHandOver(environment);
    }

    @Bean
    static RedriveSettings redriveSettings(RedriveProperties properties) {
        return SettingsReader.read(properties);
    }

    @Bean
    static EngineRuntime redriveEngineRuntime(RedriveProperties properties, ApplicationContext context) {
        return new EngineRuntime(properties, context);
    }

    @Bean
    static DeadLetterTopics redriveDeadLetterTopics(
            EngineRuntime runtime,
            RedriveProperties properties,
            ObjectProvider<KafkaAdmin> admins,
            ObjectProvider<ConsumerFactory<?, ?>> consumers) {
        return new DeadLetterTopics(
                runtime.engine().listeners(),
                new ClusterConnections(admins),
                properties.deadLetters().topics(),
                () -> {
                    ConsumerFactory<?, ?> only = consumers.getIfUnique();
                    return only == null
                            ? null
                            : new DeadLetterTopic.Cluster(
                                    AdminConnections.of(only.getConfigurationProperties(), admins),
                                    BrokerAccess.connection(only.getConfigurationProperties()));
                });
    }

    @Bean
    static RedriveRuntime redriveRedriveRuntime(
            EngineRuntime runtime,
            DeadLetterTopics topics,
            RedriveProperties properties,
            ObjectProvider<AuditTrail> trail) {
        return RedriveRuntimes.of(runtime.engine(), topics, properties, trail::getObject);
    }

    @Bean
    static Redrives redriveRedrives(RedriveRuntime runtime, ObjectProvider<AuditTrail> trail) {
        return new AuditedRedrives(runtime.redrives(), trail::getObject);
    }

    @Bean
    static DeadLetterStore redriveDeadLetterStore(
            EngineRuntime runtime, DeadLetterTopics topics, RedriveRuntime redrives) {
        return new DeadLetterStore(
                topics,
                new DeadLetterReader(runtime.engine().frames()),
                redrives.redrives(),
                runtime.engine().clock());
    }

    @Bean
    static PausedRetries redrivePausedRetries(EngineRuntime runtime, ObjectProvider<KafkaAdmin> admins) {
        return new PausedRetries(runtime.engine(), new ClusterConnections(admins));
    }

    @Bean
    static RetryListenerStarter redriveRetryListenerStarter(
            EngineRuntime runtime,
            PausedRetries pauses,
            ObjectProvider<KafkaAdmin> admins,
            ApplicationContext context) {
        return new RetryListenerStarter(runtime, pauses, new ClusterConnections(admins), context);
    }

    @Bean
    static Overtime redriveOvertime(EngineRuntime runtime) {
        return new Overtime(runtime.engine().end());
    }

    /** Takes the place of what spring-kafka was told to bring along. */
    @Bean
    static SupportTakeover redriveSupportTakeover() {
        return new SupportTakeover(true);
    }

    /** Stands where spring-kafka looks for its configurer. */
    @Bean(RetryTopicBeanNames.RETRY_TOPIC_CONFIGURER_BEAN_NAME)
    @ConditionalOnMissingBean(RetryTopicConfigurationSupport.class)
    static RedriveTopicConfigurer redriveTopicConfigurer(
            GenericApplicationContext context, EngineRuntime runtime, RedriveSettings settings) {
        return new RedriveTopicConfigurer(context, runtime.engine(), settings, UnusedKafkaOperations.create());
    }

    @Bean(SupportTakeover.REPLACEMENT)
    @ConditionalOnBean(RetryTopicConfigurationSupport.class)
    static RedriveTopicConfigurer redriveReplacementTopicConfigurer(
            GenericApplicationContext context, EngineRuntime runtime, RedriveSettings settings) {
        return redriveTopicConfigurer(context, runtime, settings);
    }

    /** What applications ask for the topics of their listeners. */
    @Bean(RetryTopicBeanNames.DESTINATION_TOPIC_RESOLVER_BEAN_NAME)
    @ConditionalOnMissingBean(RetryTopicConfigurationSupport.class)
    static DefaultDestinationTopicResolver redriveDestinationTopicResolver() {
        return new DefaultDestinationTopicResolver();
    }

    @Bean
    static ListenerEntriesCheck redriveListenerEntriesCheck(
            RedriveSettings settings,
            ObjectProvider<RedriveTopicConfigurer> configurer,
            ConfigurableListableBeanFactory beanFactory,
            ApplicationContext context) {
        return new ListenerEntriesCheck(
                settings.listeners(),
                () -> configurer.getObject().listenerIds(),
                () -> ParentListeners.ids(context),
                beanFactory);
    }

    @Bean
    static LeftRecordsCheck redriveLeftRecordsCheck(
            ObjectProvider<RedriveTopicConfigurer> configurer, ObjectProvider<KafkaAdmin> admins) {
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

    /** What spring-kafka asks for while it reads a {@link KafkaRetry} annotation, and nobody sends with. */
    @Bean(name = KafkaRetry.UNUSED_TEMPLATE, autowireCandidate = false)
    static KafkaOperations<?, ?> redriveUnusedKafkaOperations() {
        return UnusedKafkaOperations.create();
    }
}

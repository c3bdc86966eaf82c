package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.AfterRollbackProcessor;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.converter.BatchMessageConverter;
import org.springframework.kafka.support.converter.RecordMessageConverter;
import org.springframework.kafka.support.micrometer.KafkaListenerObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservationConvention;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;

/** Redrive's beans are its own: what Boot or an application looks up by type is the same with and without it. */
class UsersBeansTests {

    /** What Boot, spring-kafka or an application looks up by type, and would not find any more if there were two. */
    private static final List<Class<?>> LOOKED_UP = List.of(
            AfterRollbackProcessor.class,
            BatchInterceptor.class,
            BatchMessageConverter.class,
            Clock.class,
            CommonErrorHandler.class,
            ConsumerAwareRebalanceListener.class,
            ConsumerFactory.class,
            ContainerCustomizer.class,
            ContainerPostProcessor.class,
            DefaultKafkaConsumerFactoryCustomizer.class,
            DefaultKafkaProducerFactoryCustomizer.class,
            Executor.class,
            InstantSource.class,
            KafkaAdmin.class,
            KafkaConnectionDetails.class,
            KafkaListenerContainerFactory.class,
            KafkaListenerEndpointRegistry.class,
            KafkaListenerErrorHandler.class,
            KafkaListenerObservationConvention.class,
            KafkaOperations.class,
            KafkaTemplate.class,
            KafkaTemplateObservationConvention.class,
            MeterRegistry.class,
            ObservationRegistry.class,
            PlatformTransactionManager.class,
            ProducerFactory.class,
            ProducerListener.class,
            RandomGenerator.class,
            RecordFilterStrategy.class,
            RecordInterceptor.class,
            RecordMessageConverter.class,
            RetryTopicConfiguration.class,
            TaskScheduler.class);

    private final ApplicationContextRunner without = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues("management.endpoints.web.exposure.include=retrytopics");

    private final ApplicationContextRunner with = without.withConfiguration(AutoConfigurations.of(
            RedriveAutoConfiguration.class,
            RedriveOffAutoConfiguration.class,
            RedriveMetricsAutoConfiguration.class,
            RedriveActuatorAutoConfiguration.class));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addsNoCandidateOfATypeThatOthersLookUp(boolean enabled) {
        without.run(plain -> with.withPropertyValues("redrive.enabled=" + enabled)
                .run(ours -> {
                    assertThat(ours).hasNotFailed();
                    assertThat(LOOKED_UP)
                            .allSatisfy(type -> assertThat(candidates(ours, type))
                                    .as(type.getName())
                                    .isEqualTo(candidates(plain, type)));
                }));
    }

    @Test
    void addsOnlyBeansOfItsOwnTypes() {
        without.run(plain -> with.run(ours -> assertThat(ours.getBeanDefinitionNames())
                .filteredOn(name -> !plain.containsBeanDefinition(name))
                // Applications that were written for spring-kafka's retry topics look it up, under this name.
                .filteredOn(name -> !name.equals(RetryTopicBeanNames.DESTINATION_TOPIC_RESOLVER_BEAN_NAME))
                .filteredOn(name -> ours.getSourceApplicationContext()
                        .getBeanFactory()
                        .getBeanDefinition(name)
                        .isAutowireCandidate())
                .allSatisfy(name -> assertThat(ours.getType(name).getName())
                        .as(name)
                        .matches("io\\.redrive\\..*|org\\.springframework\\.beans\\.factory\\.config\\..*"))));
    }

    @Test
    void startsLazily() {
        with.withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .getBean(RetryListenerStarter.class)
                        .satisfies(starter -> assertThat(starter.isRunning()).isTrue()));
    }

    @Test
    void startsWithSeveralTemplatesAndContainerFactories() {
        with.withBean("one", KafkaTemplate.class, UsersBeansTests::template)
                .withBean("two", KafkaTemplate.class, UsersBeansTests::template)
                .withBean(
                        "fast",
                        KafkaListenerContainerFactory.class,
                        ConcurrentKafkaListenerContainerFactory<Object, Object>::new)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .getBeans(KafkaTemplate.class)
                        .hasSize(2));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // of what it sends does not matter here
    private static KafkaTemplate<?, ?> template() {
        return new KafkaTemplate(new DefaultKafkaProducerFactory<>(Map.of()));
    }

    private static List<String> candidates(ConfigurableApplicationContext context, Class<?> type) {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        return Stream.of(beans.getBeanNamesForType(ResolvableType.forClass(type)))
                .filter(name -> !beans.containsBeanDefinition(name)
                        || beans.getBeanDefinition(name).isAutowireCandidate())
                .sorted()
                .toList();
    }
}

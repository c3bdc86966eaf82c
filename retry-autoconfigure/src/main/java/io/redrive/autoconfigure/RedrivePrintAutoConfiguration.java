package io.redrive.autoconfigure;

import io.redrive.autoconfigure.PrintingLifecycleProcessor.Exit;
import io.redrive.listener.RetryListeners;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.core.KafkaAdmin;

/** Auto-configuration for an application that is to print what it needs, and nothing else. */
@AutoConfiguration(after = RedriveAutoConfiguration.class)
@ConditionalOnClass(EnableKafka.class)
@ConditionalOnProperty("redrive.topics.print")
@EnableConfigurationProperties(RedriveProperties.class)
public final class RedrivePrintAutoConfiguration {

    RedrivePrintAutoConfiguration() {}

    @Bean
    static RequirementsPrinter redriveRequirementsPrinter(
            RedriveProperties properties, ObjectProvider<KafkaAdmin> admins) {
        return new RequirementsPrinter(
                properties.topics(), consumers -> AdminConnections.of(consumers, admins), Clock.systemUTC());
    }

    @Bean
    @ConditionalOnMissingBean
    static Exit redriveExit() {
        return System::exit;
    }

    /** Whoever starts what has a lifecycle is replaced, also where the application has brought its own. */
    @Bean
    static BeanDefinitionRegistryPostProcessor redriveNothingIsStarted(ConfigurableApplicationContext context) {
        return new NothingIsStarted(context);
    }

    /** Topics of the application's own are not created either. */
    @Bean
    static BeanPostProcessor redriveNothingIsCreated() {
        return new BeanPostProcessor() {

            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof KafkaAdmin admin) {
                    admin.setAutoCreate(false);
                }
                return bean;
            }
        };
    }

    private record NothingIsStarted(ConfigurableApplicationContext context)
            implements BeanDefinitionRegistryPostProcessor {

        @Override
        public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
            String name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
            if (registry.containsBeanDefinition(name)) {
                registry.removeBeanDefinition(name);
            }
            registry.registerBeanDefinition(
                    name, new RootBeanDefinition(PrintingLifecycleProcessor.class, this::processor));
        }

        private PrintingLifecycleProcessor processor() {
            RequirementsPrinter printer = context.getBean(RequirementsPrinter.class);
            // Redrive itself may be switched off.
            ObjectProvider<EngineRuntime> runtime = context.getBeanProvider(EngineRuntime.class);
            return new PrintingLifecycleProcessor(
                    () -> printer.lines(runtime.stream()
                            .flatMap(each -> each.engine().listeners().all().stream())
                            .map(RetryListeners.Entry::listener)
                            .toList()),
                    System.out,
                    context.getBean(Exit.class));
        }
    }
}

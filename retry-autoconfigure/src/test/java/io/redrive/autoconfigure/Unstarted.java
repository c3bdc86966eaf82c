package io.redrive.autoconfigure;

import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;

/** Applications whose listeners are set up and never started, so that no broker is asked for anything. */
final class Unstarted {

    private Unstarted() {}

    static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        KafkaAutoConfiguration.class,
                        RedriveAutoConfiguration.class,
                        RedriveOffAutoConfiguration.class))
                .withUserConfiguration(WithoutStart.class)
                .withPropertyValues("spring.kafka.listener.auto-startup=false", "spring.kafka.admin.auto-create=false");
    }

    /** Returns what adds a configuration file. */
    static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String text) {
        return context -> {
            try {
                new YamlPropertySourceLoader()
                        .load("yaml", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "application.yml"))
                        .forEach(context.getEnvironment().getPropertySources()::addFirst);
            } catch (java.io.IOException unreadable) {
                throw new java.io.UncheckedIOException(unreadable);
            }
        };
    }

    static RetryListener listener(ApplicationContext context, String id) {
        return context.getBean(EngineRuntime.class).engine().listeners().all().stream()
                .map(RetryListeners.Entry::listener)
                .filter(each -> each.topology().listenerId().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not retried"));
    }

    @Configuration(proxyBeanMethods = false)
    static class WithoutStart {

        @Bean
        static BeanDefinitionRegistryPostProcessor withoutStart() {
            return registry -> Stream.of("redriveRetryListenerStarter", "redriveLeftRecordsCheck")
                    .filter(registry::containsBeanDefinition)
                    .forEach(registry::removeBeanDefinition);
        }
    }
}

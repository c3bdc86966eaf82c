package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/** An application with the listeners of a test, which is watched from outside while it runs. */
final class TestApp implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static {
        // Applications that start at the same time would set up the one logging system of the JVM at the same time.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }

    private final ConfigurableApplicationContext context;
    private final Watch watch;

    private TestApp(ConfigurableApplicationContext context) {
        this.context = context;
        this.watch = new Watch(context, context.getBean(Journal.class));
    }

    /** Starts an application with these listener classes, or configurations, as its beans. */
    static TestApp start(List<Class<?>> beans, String... properties) {
        return new TestApp(builder(beans, properties).run());
    }

    /** Starts an application that writes into the journal of another one. */
    static TestApp start(Journal journal, List<Class<?>> beans, String... properties) {
        return new TestApp(builder(beans, properties)
                .initializers((ConfigurableApplicationContext context) ->
                        context.getBeanFactory().registerSingleton("sharedJournal", journal))
                .run());
    }

    static TestApp start(Class<?> bean, String... properties) {
        return start(List.of(bean), properties);
    }

    static SpringApplicationBuilder builder(List<Class<?>> beans, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.kafka.bootstrap-servers=" + TestBroker.address(),
                "spring.kafka.consumer.auto-offset-reset=earliest"));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(Base.class)
                .sources(beans.toArray(Class<?>[]::new))
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(all.toArray(String[]::new));
    }

    /** What every application of a test has. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Base {

        @Bean
        @ConditionalOnMissingBean
        Journal journal() {
            return new Journal();
        }
    }

    Journal journal() {
        return bean(Journal.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    MessageListenerContainer container(String id) {
        MessageListenerContainer container =
                bean(KafkaListenerEndpointRegistry.class).getListenerContainer(id);
        assertThat(container).as("container " + id).isNotNull();
        return container;
    }

    List<String> containerIds() {
        return bean(KafkaListenerEndpointRegistry.class).getListenerContainerIds().stream()
                .sorted()
                .toList();
    }

    /** Waits, within a limit that only a broken engine reaches, until the assertions hold. */
    static void eventually(ThrowingRunnable assertions) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            try {
                assertions.run();
            } catch (Exception notYet) {
                throw new AssertionError(notYet);
            }
        });
    }

    /** Stops a container once it has its partitions: what comes there from now on waits for the next application. */
    void leaveUnread(String containerId) {
        MessageListenerContainer container = container(containerId);
        eventually(() -> {
            assertThat(container.getAssignedPartitions()).isNotEmpty();
            assertThat(TestBroker.committed(container.getGroupId())).isNotEmpty();
        });
        container.stop();
    }

    /** Waits until all records are settled, and checks what must hold in every test; ends watching. */
    void verify() {
        watch.verify(Watch.EVERYTHING_SETTLED);
    }

    /** Like {@link #verify()}, for a test that leaves these records unsettled. */
    void verifyExcept(Journal.Place... unsettled) {
        watch.verify(List.of(unsettled));
    }

    Watch watch() {
        return watch;
    }

    @Override
    public void close() {
        watch.close();
        context.close();
    }
}

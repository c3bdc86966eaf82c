package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.workload.Failures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A Spring Boot application with listeners of one kind, left at its defaults but for what is told here, the broker, and the
 * start of the topic.
 *
 * @param name name of the system
 * @param kind what kind of system it is
 * @param listeners makes the listeners
 * @param withDlt makes listeners that have a handler of dead letters
 * @param configuration classes of the application
 * @param settings properties of the application
 */
record SpringContestant(
        String name,
        Kind kind,
        ListenerBeans listeners,
        ListenerBeans withDlt,
        List<Class<?>> configuration,
        Map<String, Object> settings)
        implements Contestant {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    SpringContestant {
        configuration = List.copyOf(configuration);
        settings = Map.copyOf(settings);
    }

    @Override
    public Running start(Course course) throws InterruptedException {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(configuration.toArray(Class<?>[]::new))
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(properties(course))
                .initializers(started -> addListeners((GenericApplicationContext) started, course))
                .run();
        try {
            awaitAssignments(context.getBean(KafkaListenerEndpointRegistry.class));
        } catch (IllegalStateException e) {
            context.close();
            throw e;
        }
        return context::close;
    }

    private void addListeners(GenericApplicationContext context, Course course) {
        ListenerBeans beans = course.deadLetterHandlers() ? withDlt : listeners;
        int number = 1;
        for (String topic : course.topics()) {
            String id = "listener" + number++;
            Object bean = beans.create(id, topic, course.group(topic), course.listener());
            context.registerBean(id, typeOf(bean), () -> bean);
        }
    }

    @SuppressWarnings("unchecked") // An object is of its class.
    private static Class<Object> typeOf(Object bean) {
        return (Class<Object>) bean.getClass();
    }

    private Map<String, Object> properties(Course course) {
        Failures failures = course.failures();
        var properties = new HashMap<String, Object>();
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.main.log-startup-info", "false");
        properties.put("spring.kafka.bootstrap-servers", course.bootstrapServers());
        properties.put("spring.kafka.consumer.auto-offset-reset", "earliest");
        properties.put("benchmark.attempts", failures.attempts());
        properties.put("benchmark.delay", failures.delay().toMillis());
        properties.put("benchmark.multiplier", failures.multiplier());
        // Where Redrive says 1, spring-kafka says 0, which keeps the delay as it is.
        properties.put("benchmark.springs-multiplier", failures.multiplier() == 1 ? 0 : failures.multiplier());
        properties.put("benchmark.retry-partitions", 1);
        properties.putAll(settings);
        return properties;
    }

    private static void awaitAssignments(KafkaListenerEndpointRegistry registry) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!registry.getAllListenerContainers().stream().allMatch(SpringContestant::isAssigned)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not every listener container got partitions");
            }
            Thread.sleep(5);
        }
    }

    private static boolean isAssigned(MessageListenerContainer container) {
        var partitions = container.getAssignedPartitions();
        return (!container.isRunning() && !container.isAutoStartup()) || (partitions != null && !partitions.isEmpty());
    }
}

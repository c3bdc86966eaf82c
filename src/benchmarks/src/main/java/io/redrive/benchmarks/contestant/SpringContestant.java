package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;
import io.redrive.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A Spring Boot application with one listener, left at its defaults but for the broker and the start of the topic.
 *
 * @param name name of the system
 * @param application its configuration class, which takes a {@link Listener} in its constructor
 * @param retries whether it can retry
 */
record SpringContestant(String name, Class<?> application, boolean retries) implements Contestant {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public boolean takes(Workload workload) {
        return retries || !workload.fails();
    }

    @Override
    public Running start(Course course) throws InterruptedException {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(properties(course))
                .initializers(started -> ((GenericApplicationContext) started)
                        .registerBean("listener", Listener.class, course::listener))
                .run();
        awaitAssignments(context.getBean(KafkaListenerEndpointRegistry.class));
        return context::close;
    }

    private Map<String, Object> properties(Course course) {
        return Map.of(
                "spring.main.banner-mode",
                "off",
                "spring.main.log-startup-info",
                "false",
                "spring.kafka.bootstrap-servers",
                course.bootstrapServers(),
                "spring.kafka.consumer.auto-offset-reset",
                "earliest",
                "redrive.enabled",
                Boolean.toString(retries),
                "benchmark.topic",
                course.topic(),
                "benchmark.group",
                course.group() + "-" + course.topic(),
                "benchmark.delay",
                course.workload().delay().toMillis() + "ms");
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
        return !container.isRunning() || (partitions != null && !partitions.isEmpty());
    }
}

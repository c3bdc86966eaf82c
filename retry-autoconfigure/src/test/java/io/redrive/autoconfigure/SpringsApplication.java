package io.redrive.autoconfigure;

import io.redrive.autoconfigure.Notes.About;
import io.redrive.autoconfigure.crash.ChildJvm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.ClassUtils;

/** Runs {@link SpringsListeners} in a JVM of its own, which may have the starter on its class path or not. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SpringsApplication {

    /** Runs with the beans that the first argument chooses. */
    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        ConfigurableApplicationContext context = new SpringApplicationBuilder(SpringsApplication.class)
                .sources(SpringsListeners.Matrix.of(arguments[0]).beans().toArray(Class<?>[]::new))
                .run(arguments);
        Notes notes = context.getBean(Notes.class);
        KafkaListenerEndpointRegistry registry = context.getBean(KafkaListenerEndpointRegistry.class);
        // The factory of one listener starts nothing by itself.
        List.of("by-hand", "by-hand-retry").stream()
                .map(registry::getListenerContainer)
                .filter(container -> container != null)
                .forEach(MessageListenerContainer::start);
        boolean redrive = ClassUtils.isPresent("io.redrive.KafkaRetry", SpringsApplication.class.getClassLoader());
        notes.write(About.READY, redrive ? "with the starter" : "without the starter");
        Map<String, String> noted = new HashMap<>();
        while (context.isRunning()) {
            note(registry, noted, notes);
            LockSupport.parkNanos(200_000_000);
        }
    }

    /** Notes containers that have changed: with the starter, some may be started later. */
    private static void note(KafkaListenerEndpointRegistry registry, Map<String, String> noted, Notes notes) {
        for (MessageListenerContainer container : registry.getListenerContainers()) {
            String now = describe(container);
            if (!now.equals(noted.put(container.getListenerId(), now))) {
                notes.write(About.CONTAINER, now);
            }
        }
    }

    @Bean
    static Notes notes(@Value("${notes}") Path file) {
        return new Notes(file);
    }

    private static String describe(MessageListenerContainer any) {
        ConcurrentMessageListenerContainer<?, ?> container = (ConcurrentMessageListenerContainer<?, ?>) any;
        ContainerProperties properties = container.getContainerProperties();
        return container.getListenerId() + " group " + container.getGroupId() + " client " + properties.getClientId()
                + " reads " + topics(properties) + " x" + container.getConcurrency() + " " + properties.getAckMode()
                + " running " + container.isRunning();
    }

    private static String topics(ContainerProperties properties) {
        TopicPartitionOffset[] assigned = properties.getTopicPartitions();
        return assigned == null
                ? Arrays.toString(properties.getTopics())
                : Arrays.stream(assigned)
                                .map(TopicPartitionOffset::getTopicPartition)
                                .toList()
                        + " assigned";
    }
}

package io.redrive.annotation;

import io.redrive.listener.RetiredReaders;
import io.redrive.topic.GroupChange;
import io.redrive.topic.TopicChain;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Reads retired topics in the container of the present retry topics, where they share one, and otherwise in containers with
 * the ids and groups they had before.
 *
 * @param registry returns the application's containers, once they are known
 * @param mainId id of the listener
 * @param startsByItself whether the application wants a container started without being asked
 * @param suffixes returns what id and group of the container of a topic end with
 * @param groups returns the group of the container with a suffix
 * @param changes returns which groups read present topics in place of others
 * @param retiredChanges returns which group reads a retired topic in place of another one
 * @param endpoints makes the endpoint of the container with a suffix
 * @param factories makes the factory of that container
 */
record FormerTopicReaders(
        Supplier<KafkaListenerEndpointRegistry> registry,
        String mainId,
        Predicate<MessageListenerContainer> startsByItself,
        BiFunction<String, TopicChain, String> suffixes,
        UnaryOperator<String> groups,
        Function<TopicChain, List<GroupChange>> changes,
        BiFunction<String, TopicChain, List<GroupChange>> retiredChanges,
        Function<String, MethodKafkaListenerEndpoint<?, ?>> endpoints,
        Function<String, KafkaListenerContainerFactory<?>> factories)
        implements RetiredReaders {

    @Override
    public String group(String topic, TopicChain chain) {
        return groups.apply(suffix(topic, chain));
    }

    @Override
    public List<GroupChange> changes(TopicChain chain) {
        return changes.apply(chain);
    }

    @Override
    public List<GroupChange> changes(String topic, TopicChain chain) {
        return retiredChanges.apply(topic, chain);
    }

    @Override
    public void read(String topic, TopicChain chain) {
        String suffix = suffix(topic, chain);
        KafkaListenerEndpointRegistry containers = registry.get();
        if (containers.getListenerContainer(mainId + suffix) == null) {
            containers.registerListenerContainer(endpoints.apply(suffix), factories.apply(suffix));
            MessageListenerContainer container = containers.getListenerContainer(mainId + suffix);
            MessageListenerContainer main = containers.getListenerContainer(mainId);
            if (container != null && (startsByItself.test(container) || (main != null && main.isRunning()))) {
                container.start();
            }
        }
    }

    private String suffix(String topic, TopicChain chain) {
        return suffixes.apply(topic, chain);
    }
}

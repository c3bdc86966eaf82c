package io.redrive.annotation;

import io.redrive.annotation.ContainerSpec.Handler;
import io.redrive.consume.TopicRole;
import io.redrive.settings.RetryLayout;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.List;

/** How the topics of a listener are spread over containers. */
enum Layout {
    /** One container, id and group per retry topic and per dead-letter topic: as spring-kafka has it. */
    PER_TOPIC {
        @Override
        void addRetries(List<TopicChain> chains, Suffixes suffixes, List<ContainerSpec> containers) {
            for (int level = 0; level < suffixes.retry().size(); level++) {
                int each = level;
                containers.add(retries(
                        suffixes.retry().get(level),
                        chains.stream()
                                .map(chain -> chain.retryTopics().get(each))
                                .toList()));
            }
        }

        @Override
        void addDeadLetters(
                List<TopicChain> chains, Suffixes suffixes, boolean handled, List<ContainerSpec> containers) {
            for (int index = 0; index < suffixes.deadLetter().size(); index++) {
                int each = index;
                containers.add(deadLetters(
                        suffixes.deadLetter().get(index),
                        chains.stream()
                                .map(chain -> chain.deadLetterTopics().get(each))
                                .toList(),
                        handled));
            }
        }
    },
    /** One container for all retry topics, and one for the dead-letter topics where there is a handler for them. */
    SHARED {
        @Override
        void addRetries(List<TopicChain> chains, Suffixes suffixes, List<ContainerSpec> containers) {
            List<RetryTopic> topics = chains.stream()
                    .flatMap(chain -> chain.retryTopics().stream())
                    .toList();
            if (!topics.isEmpty()) {
                containers.add(retries(suffixes.retry().get(0), topics));
            }
        }

        @Override
        void addDeadLetters(
                List<TopicChain> chains, Suffixes suffixes, boolean handled, List<ContainerSpec> containers) {
            List<String> topics = chains.stream()
                    .flatMap(chain -> chain.deadLetterTopics().stream())
                    .toList();
            if (handled && !topics.isEmpty()) {
                containers.add(deadLetters(suffixes.deadLetter().get(0), topics, true));
            }
        }
    };

    /**
     * What is appended to the id and the group of a listener for its further containers.
     *
     * @param retry for each container of retry topics
     * @param deadLetter for each container of dead-letter topics
     */
    record Suffixes(List<String> retry, List<String> deadLetter) {

        /** The one for all retry topics that share a container. */
        static final List<String> SHARED_RETRY = List.of("-retry");

        /** Copies the lists. */
        Suffixes {
            retry = List.copyOf(retry);
            deadLetter = List.copyOf(deadLetter);
        }
    }

    static Layout of(RetryLayout layout) {
        return switch (layout) {
            case SHARED -> SHARED;
            case PER_TOPIC -> PER_TOPIC;
        };
    }

    /**
     * Returns the containers of a listener, that of the main topics first.
     *
     * @param handled whether the application has a handler for dead letters
     */
    List<ContainerSpec> containers(List<TopicChain> chains, Suffixes suffixes, boolean handled) {
        List<ContainerSpec> containers = new ArrayList<>();
        containers.add(new ContainerSpec(
                "", TopicRole.MAIN, chains.stream().map(TopicChain::mainTopic).toList(), Handler.LISTENER));
        addRetries(chains, suffixes, containers);
        addDeadLetters(chains, suffixes, handled, containers);
        return List.copyOf(containers);
    }

    abstract void addRetries(List<TopicChain> chains, Suffixes suffixes, List<ContainerSpec> containers);

    abstract void addDeadLetters(
            List<TopicChain> chains, Suffixes suffixes, boolean handled, List<ContainerSpec> containers);

    private static ContainerSpec retries(String suffix, List<RetryTopic> topics) {
        return new ContainerSpec(
                suffix, TopicRole.RETRY, topics.stream().map(RetryTopic::name).toList(), Handler.LISTENER);
    }

    private static ContainerSpec deadLetters(String suffix, List<String> topics, boolean handled) {
        return new ContainerSpec(
                suffix, TopicRole.DEAD_LETTER, topics, handled ? Handler.DEAD_LETTER_HANDLER : Handler.DEAD_LETTER_LOG);
    }
}

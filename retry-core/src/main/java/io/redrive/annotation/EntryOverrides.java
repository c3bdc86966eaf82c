package io.redrive.annotation;

import io.redrive.annotation.Layout.Suffixes;
import io.redrive.backoff.Jitter;
import io.redrive.settings.BackOffValues;
import io.redrive.settings.ContainerValues;
import io.redrive.settings.RetryLayout;
import io.redrive.settings.RetryValues;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicNaming;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/**
 * Puts what the configuration says about a listener in place of what spring-kafka's annotation or bean says. The delays, and
 * whether there are dead letters, are in the names of the topics and not changed here.
 *
 * @param overriding what the configuration says
 * @param attributes tells where it is said
 */
record EntryOverrides(BeanFactory beanFactory, RetryValues overriding, Attributes attributes) {

    ListenerDefinition over(ListenerDefinition read) {
        BackOffValues backOff = overriding.backOff();
        ContainerValues containers = overriding.containers();
        Double jitter = backOff.jitter();
        Duration timeout = overriding.failures().timeout();
        boolean share = containers.layout() == RetryLayout.SHARED;
        ListenerDefinition definition = new ListenerDefinition(
                share ? Layout.SHARED : read.layout(),
                share ? new Suffixes(Suffixes.SHARED_RETRY, read.suffixes().deadLetter()) : read.suffixes(),
                read.ownGroups(),
                backOff.blockingDelays() == null
                        ? read.retriesInPlace()
                        : DefinitionReader.retriesInPlace(backOff.blockingDelays(), attributes),
                read.backOff(),
                read.levels(),
                jitter == null ? read.jitter() : attributes.checked("jitter", unused -> Jitter.ofRatio(jitter)),
                read.classifier(),
                timeout == null ? read.timeout() : timeout,
                naming(read.naming(), overriding.deadLetters().topic()),
                read.deadLetterRules(),
                DefinitionReader.settings(overriding, read.settings(), attributes),
                read.deadLetterHandler(),
                read.deadLetterTries(),
                read.startDeadLetterHandler(),
                containers.concurrency() == null ? read.concurrency() : containers.concurrency(),
                containers.overdueRate() == null ? read.overdueRate() : containers.overdueRate(),
                overriding.diagnostics().headers().textOfSpring(),
                read.headers(),
                overriding.diagnostics().logging().policy(),
                containers.kafkaTemplate() == null
                        ? read.sender()
                        : Connections.sender(beanFactory, containers.kafkaTemplate()),
                read.containers(),
                read.containerFactory(),
                read.forwardNames());
        DefinitionReader.refuseShortRetention(definition, attributes, "topics.retention");
        return definition;
    }

    private ListenerDefinition.Naming naming(ListenerDefinition.Naming names, @Nullable String deadLetterTopic) {
        if (deadLetterTopic == null) {
            return names;
        }
        return (mainTopic, group) -> {
            TopicChain chain = names.chain(mainTopic, group);
            return chain.deadLetterTopic() == null
                    ? chain
                    : attributes.checked(
                            "the topic names",
                            unused -> new TopicChain(
                                    mainTopic,
                                    chain.retryTopics(),
                                    TopicNaming.checked(deadLetterTopic),
                                    chain.specialDeadLetterTopics()));
        };
    }
}

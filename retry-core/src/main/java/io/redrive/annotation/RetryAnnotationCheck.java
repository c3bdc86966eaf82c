package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.RedriveConfigurationException;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RedriveSettings;
import java.lang.reflect.AnnotatedElement;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Reads retry annotations before spring-kafka does, so that bad input is told in terms of the annotation and not of
 * spring-kafka's internals, whichever annotation it is in.
 */
public final class RetryAnnotationCheck implements BeanPostProcessor, Ordered {

    private final ConfigurableBeanFactory beanFactory;
    private final Supplier<RedriveSettings> settings;
    private final KafkaOperations<?, ?> unusedOperations;
    private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

    /**
     * Creates a check.
     *
     * @param settings what the configuration says; asked for at the first annotated bean
     * @param unusedOperations stands in where a template is asked for
     */
    public RetryAnnotationCheck(
            ConfigurableBeanFactory beanFactory,
            Supplier<RedriveSettings> settings,
            KafkaOperations<?, ?> unusedOperations) {
        this.beanFactory = beanFactory;
        this.settings = settings;
        this.unusedOperations = unusedOperations;
    }

    /** Just before spring-kafka, when the bean is initialized: an expression may ask it for what it was configured with. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> type = AopUtils.getTargetClass(bean);
        if (type.getName().startsWith("org.springframework.") || !checked.add(type)) {
            return bean;
        }
        MethodIntrospector.selectMethods(
                        type, (MethodIntrospector.MetadataLookup<RetryableTopic>) RetryAnnotationCheck::retryableTopic)
                .forEach((method, retryableTopic) -> check(method, retryableTopic, bean));
        RetryableTopic ofClass = retryableTopic(type);
        if (ofClass != null) {
            check(type, ofClass, bean);
        }
        return bean;
    }

    private static @Nullable RetryableTopic retryableTopic(AnnotatedElement element) {
        return AnnotatedElementUtils.findMergedAnnotation(element, RetryableTopic.class);
    }

    private void check(AnnotatedElement element, RetryableTopic retryableTopic, Object bean) {
        Set<KafkaListener> listeners =
                AnnotatedElementUtils.findMergedRepeatableAnnotations(element, KafkaListener.class);
        Set<ListenerEntry> entries = listeners.isEmpty()
                ? Set.of(ListenerEntry.NONE)
                : listeners.stream()
                        .map(listener -> settings.get().listeners().of(resolved(listener.id())))
                        .filter(ListenerEntry::enabled)
                        .collect(Collectors.toSet());
        entries.forEach(entry -> check(element, retryableTopic, bean, listeners, entry));
    }

    private void check(
            AnnotatedElement element,
            RetryableTopic retryableTopic,
            Object bean,
            Set<KafkaListener> listeners,
            ListenerEntry entry) {
        KafkaRetry kafkaRetry = AnnotatedElementUtils.findMergedAnnotation(element, KafkaRetry.class);
        if (kafkaRetry == null) {
            new RetryableTopicReader(
                            beanFactory, unusedOperations, settings.get().topicMode(), () -> SupportSettings.NONE)
                    .read(retryableTopic, element, bean, entry);
        } else if (element instanceof Class<?> && listeners.isEmpty()) {
            throw new RedriveConfigurationException(
                    "@KafkaRetry on " + Where.of(element)
                            + " has no effect, because there is no @KafkaListener beside it",
                    "Put @KafkaRetry on the methods that have @KafkaListener, or @KafkaListener on the class");
        } else {
            new KafkaRetryReader(beanFactory, settings.get().defaults()).read(kafkaRetry, element, bean, entry);
        }
    }

    private String resolved(String id) {
        try {
            return Objects.requireNonNullElse(beanFactory.resolveEmbeddedValue(id), id);
        } catch (IllegalArgumentException unresolvable) {
            // spring-kafka says so.
            return id;
        }
    }
}

package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.UnsupportedListenerException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Reads retry annotations before spring-kafka does, so that bad input is told in terms of the annotation and not of
 * spring-kafka's internals, whichever annotation it is in.
 */
public final class RetryAnnotationCheck implements BeanPostProcessor {

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

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        Class<?> type = AopUtils.getTargetClass(bean);
        if (type.getName().startsWith("org.springframework.") || !checked.add(type)) {
            return bean;
        }
        Map<Method, RetryableTopic> annotated =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<RetryableTopic>)
                        method -> AnnotatedElementUtils.findMergedAnnotation(method, RetryableTopic.class));
        annotated.forEach((method, retryableTopic) -> check(method, retryableTopic, type));
        refuseOnClass(type);
        return bean;
    }

    private void check(Method method, RetryableTopic retryableTopic, Class<?> type) {
        KafkaListener listener = AnnotatedElementUtils.findMergedAnnotation(method, KafkaListener.class);
        String id = listener == null ? "" : Objects.requireNonNullElse(listener.id(), "");
        if (isLeftOut(id)) {
            return;
        }
        KafkaRetry kafkaRetry = AnnotatedElementUtils.findMergedAnnotation(method, KafkaRetry.class);
        if (kafkaRetry != null) {
            new KafkaRetryReader(beanFactory, settings.get().defaults()).read(kafkaRetry, method, type);
        } else {
            new RetryableTopicReader(beanFactory, unusedOperations).read(retryableTopic, method, type, id);
        }
    }

    private void refuseOnClass(Class<?> type) {
        KafkaListener listener = AnnotatedElementUtils.findMergedAnnotation(type, KafkaListener.class);
        if (listener != null
                && AnnotatedElementUtils.hasAnnotation(type, RetryableTopic.class)
                && !isLeftOut(listener.id())) {
            throw new UnsupportedListenerException(
                    "@KafkaListener " + type.getSimpleName(),
                    listener.id(),
                    "a listener on a class (@KafkaHandler methods)");
        }
    }

    private boolean isLeftOut(String id) {
        return settings.get().leftOut().contains(id);
    }
}

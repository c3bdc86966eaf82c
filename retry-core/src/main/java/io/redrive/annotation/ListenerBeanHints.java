package io.redrive.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.messaging.handler.annotation.MessageMappingReflectiveProcessor;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Tells a native image what is reached by reflection in the beans that listen, beyond the listener methods, of which
 * spring-kafka tells: handlers of dead letters, and exceptions that an annotation names as text.
 */
final class ListenerBeanHints implements BeanRegistrationAotProcessor {

    private final MessageMappingReflectiveProcessor listenerMethods = new MessageMappingReflectiveProcessor();

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
        if (type.getName().startsWith("org.springframework.")) {
            return null;
        }
        Set<Method> handlers = MethodIntrospector.selectMethods(
                type, (Method method) -> AnnotatedElementUtils.hasAnnotation(method, DltHandler.class));
        Set<String> exceptions = exceptionNames(type);
        if (handlers.isEmpty() && exceptions.isEmpty()) {
            return null;
        }
        return (generation, code) -> {
            RuntimeHints hints = generation.getRuntimeHints();
            handlers.forEach(method -> listenerMethods.registerReflectionHints(hints.reflection(), method));
            exceptions.forEach(
                    name -> hints.reflection().registerTypeIfPresent(type.getClassLoader(), name, exception -> {}));
        };
    }

    private static Set<String> exceptionNames(Class<?> type) {
        Set<String> names = new TreeSet<>();
        addExceptionNames(type, names);
        MethodIntrospector.selectMethods(
                        type, (Method method) -> AnnotatedElementUtils.hasAnnotation(method, RetryableTopic.class))
                .forEach(method -> addExceptionNames(method, names));
        return names;
    }

    private static void addExceptionNames(AnnotatedElement element, Set<String> names) {
        RetryableTopic annotation = AnnotatedElementUtils.findMergedAnnotation(element, RetryableTopic.class);
        if (annotation != null) {
            Stream.of(annotation.includeNames(), annotation.excludeNames())
                    .flatMap(Arrays::stream)
                    .flatMap(text -> Arrays.stream(StringUtils.tokenizeToStringArray(text, ",")))
                    .forEach(names::add);
        }
    }
}

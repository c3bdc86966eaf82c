package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;
import org.springframework.kafka.retrytopic.RetryTopicComponentFactory;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.util.ClassUtils;

/**
 * Takes the place of the configurer that an application's {@link RetryTopicConfigurationSupport} brings along. That one stays
 * available, under another name, for listeners that are left to spring-kafka.
 */
public final class SupportTakeover implements BeanFactoryPostProcessor {

    /** Name of the bean that takes the place, where there is a {@link RetryTopicConfigurationSupport}. */
    public static final String REPLACEMENT = "redriveReplacementTopicConfigurer";

    /** Name of the application's own one from then on. */
    static final String SPRINGS = "redriveSpringsTopicConfigurer";

    /** What an application may override: the rest makes parts that are not used. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "configureBlockingRetries",
            "manageNonBlockingFatalExceptions",
            "configureCustomizers",
            "setApplicationContext",
            "afterSingletonsInstantiated");

    private final boolean strict;

    /**
     * Creates a takeover.
     *
     * @param strict whether what would have no effect is refused
     */
    public SupportTakeover(boolean strict) {
        this.strict = strict;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        String[] supports = beanFactory.getBeanNamesForType(RetryTopicConfigurationSupport.class, true, false);
        if (strict) {
            refuse(beanFactory, supports);
        }
        if (supports.length == 0 || !(beanFactory instanceof BeanDefinitionRegistry registry)) {
            return;
        }
        String taken = RetryTopicBeanNames.RETRY_TOPIC_CONFIGURER_BEAN_NAME;
        if (registry.containsBeanDefinition(taken)) {
            BeanDefinition springs = registry.getBeanDefinition(taken);
            registry.removeBeanDefinition(taken);
            springs.setLazyInit(true);
            springs.setAutowireCandidate(false);
            registry.registerBeanDefinition(SPRINGS, springs);
        }
        registry.registerAlias(REPLACEMENT, taken);
    }

    private static void refuse(ConfigurableListableBeanFactory beanFactory, String[] supports) {
        if (supports.length > 1) {
            throw new RedriveConfigurationException(
                    "There are several beans of type RetryTopicConfigurationSupport, and what they say together is not"
                            + " clear: " + String.join(", ", supports),
                    "Keep one of them, which may be @EnableKafkaRetryTopic");
        }
        String[] factories = beanFactory.getBeanNamesForType(RetryTopicComponentFactory.class, true, false);
        if (factories.length > 0) {
            throw new RedriveConfigurationException(
                    "RetryTopicComponentFactory (bean '" + factories[0]
                            + "') makes parts of spring-kafka that Redrive does not use",
                    "Remove it, or set redrive.enabled=false to keep spring-kafka's retry topics");
        }
        Class<?> type = supports.length == 0 ? null : beanFactory.getType(supports[0]);
        List<String> overridden = type == null ? List.of() : overridden(ClassUtils.getUserClass(type));
        if (!overridden.isEmpty()) {
            throw new RedriveConfigurationException(
                    "RetryTopicConfigurationSupport (bean '" + supports[0] + "') overrides "
                            + String.join(", ", overridden)
                            + ", which is about parts of spring-kafka that Redrive does not use",
                    "Keep what is understood (configureBlockingRetries, manageNonBlockingFatalExceptions, and"
                            + " customizeListenerContainer in configureCustomizers), or set redrive.enabled=false to keep"
                            + " spring-kafka's retry topics");
        }
    }

    private static List<String> overridden(Class<?> type) {
        return Arrays.stream(RetryTopicConfigurationSupport.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic()
                        && !Modifier.isPrivate(method.getModifiers())
                        && !UNDERSTOOD.contains(method.getName()))
                .filter(method -> isOverridden(method, type))
                .map(Method::getName)
                .sorted()
                .collect(Collectors.toList());
    }

    private static boolean isOverridden(Method method, Class<?> type) {
        for (Class<?> each = type;
                each != null && each != RetryTopicConfigurationSupport.class;
                each = each.getSuperclass()) {
            if (Arrays.stream(each.getDeclaredMethods())
                    .anyMatch(own -> own.getName().equals(method.getName())
                            && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()))) {
                return true;
            }
        }
        return false;
    }
}

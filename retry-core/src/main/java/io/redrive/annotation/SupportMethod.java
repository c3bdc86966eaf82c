package io.redrive.annotation;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport.BlockingRetriesConfigurer;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport.CustomizersConfigurer;
import org.springframework.util.ReflectionUtils;

/** What spring-kafka asks an application's {@link RetryTopicConfigurationSupport} for, and nobody else can. */
enum SupportMethod {
    /** Asks which failures are retried in place, and when. */
    CONFIGURE_BLOCKING_RETRIES(
            RetryTopicConfigurationSupport.class, "configureBlockingRetries", BlockingRetriesConfigurer.class),
    /** Asks for the failures that no attempt can mend. */
    MANAGE_FATAL_EXCEPTIONS(RetryTopicConfigurationSupport.class, "manageNonBlockingFatalExceptions", List.class),
    /** Asks what is to be done with the parts that were made. */
    CONFIGURE_CUSTOMIZERS(RetryTopicConfigurationSupport.class, "configureCustomizers", CustomizersConfigurer.class),
    /** The delays that were said. */
    BACK_OFF(BlockingRetriesConfigurer.class, "getBackOff"),
    /** The failures that were said. */
    RETRYABLE(BlockingRetriesConfigurer.class, "getRetryableExceptions"),
    /** What is to be done with containers. */
    CONTAINER_CUSTOMIZER(CustomizersConfigurer.class, "getListenerContainerCustomizer"),
    /** What is to be done with error handlers. */
    ERROR_HANDLER_CUSTOMIZER(CustomizersConfigurer.class, "getErrorHandlerCustomizer"),
    /** What is to be done with what forwards records. */
    RECOVERER_CUSTOMIZER(CustomizersConfigurer.class, "getDeadLetterPublishingRecovererCustomizer");

    private final Class<?> owner;
    private final String methodName;
    private final @Nullable Class<?> parameter;

    SupportMethod(Class<?> owner, String methodName, @Nullable Class<?> parameter) {
        this.owner = owner;
        this.methodName = methodName;
        this.parameter = parameter;
    }

    SupportMethod(Class<?> owner, String methodName) {
        this(owner, methodName, null);
    }

    Method method() {
        return Objects.requireNonNull(
                parameter == null
                        ? ReflectionUtils.findMethod(owner, methodName)
                        : ReflectionUtils.findMethod(owner, methodName, parameter),
                () -> owner.getSimpleName() + " has no method " + methodName
                        + ": this version of spring-kafka is not supported");
    }

    @Nullable
    Object call(Object target, Object... arguments) {
        Method method = method();
        ReflectionUtils.makeAccessible(method);
        return ReflectionUtils.invokeMethod(method, target, arguments);
    }
}

package io.redrive.listener;

import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.Field;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.adapter.AbstractFilteringMessageListener;
import org.springframework.kafka.listener.adapter.BatchMessagingMessageListenerAdapter;
import org.springframework.kafka.listener.adapter.BatchToRecordAdapter;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservationConvention;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ReflectionUtils;

/** What an application can give to spring-kafka, and nobody can ask it for. */
enum SpringsField {

    /** The error handler of a listener. */
    ERROR_HANDLER(MethodKafkaListenerEndpoint.class, "errorHandler", KafkaListenerErrorHandler.class),

    /** The filter in front of a listener. */
    FILTER(AbstractFilteringMessageListener.class, "recordFilterStrategy", RecordFilterStrategy.class),

    /** What gives the records of a batch to a listener of single records. */
    BATCH_TO_RECORD(BatchMessagingMessageListenerAdapter.class, "batchToRecordAdapter", BatchToRecordAdapter.class),

    /** What makes arguments for listener methods. */
    ARGUMENTS(InvocableHandlerMethod.class, "resolvers", HandlerMethodArgumentResolverComposite.class),

    /** Where a template's observations go. */
    TEMPLATE_REGISTRY(KafkaTemplate.class, "observationRegistry", ObservationRegistry.class),

    /** How a template's observations are named. */
    TEMPLATE_CONVENTION(KafkaTemplate.class, "observationConvention", KafkaTemplateObservationConvention.class),

    /** What a template is called among its observations. */
    TEMPLATE_NAME(KafkaTemplate.class, "beanName", String.class);

    private final Class<?> owner;
    private final String fieldName;
    private final Class<?> type;

    SpringsField(Class<?> owner, String fieldName, Class<?> type) {
        this.owner = owner;
        this.fieldName = fieldName;
        this.type = type;
    }

    Field field() {
        return Objects.requireNonNull(
                ReflectionUtils.findField(owner, fieldName, type),
                () -> owner.getSimpleName() + " has no field " + fieldName
                        + ": this version of Spring is not supported");
    }

    @Nullable
    Object read(Object target) {
        Field field = field();
        ReflectionUtils.makeAccessible(field);
        return ReflectionUtils.getField(field, target);
    }
}

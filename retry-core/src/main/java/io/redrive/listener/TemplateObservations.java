package io.redrive.listener;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.redrive.consume.ForwardObservations;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.micrometer.KafkaRecordSenderContext;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservation;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservation.DefaultKafkaTemplateObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservationConvention;
import org.springframework.util.function.SingletonSupplier;

/** Observes forwards as the application's template observes what it sends, or not at all where it does not. */
public final class TemplateObservations implements ForwardObservations {

    private static final Logger log = LoggerFactory.getLogger(TemplateObservations.class);

    private final KafkaTemplate<?, ?> template;
    /** Read with the first failure: a template gets its registry when all beans are there. */
    private final Supplier<Settings> settings;

    private record Settings(
            ObservationRegistry registry, @Nullable KafkaTemplateObservationConvention convention, String beanName) {}

    private TemplateObservations(KafkaTemplate<?, ?> template) {
        this.template = template;
        this.settings = SingletonSupplier.of(() -> new Settings(
                (ObservationRegistry) Objects.requireNonNull(SpringsField.TEMPLATE_REGISTRY.read(template)),
                (KafkaTemplateObservationConvention) SpringsField.TEMPLATE_CONVENTION.read(template),
                String.valueOf(SpringsField.TEMPLATE_NAME.read(template))));
    }

    /** Returns what observes as a template does; nothing where there is none, or one of which that cannot be told. */
    public static ForwardObservations of(@Nullable KafkaOperations<?, ?> template) {
        Object target = template == null ? null : AopProxyUtils.getSingletonTarget(template);
        return (target == null ? template : target) instanceof KafkaTemplate<?, ?> known
                ? new TemplateObservations(known)
                : NONE;
    }

    @Override
    public @Nullable Observation attempt() {
        return settings.get().registry().getCurrentObservation();
    }

    @Override
    public Observation begin(ProducerRecord<?, ?> record, Observation attempt) {
        try {
            return started(record, attempt);
        } catch (RuntimeException | LinkageError hostile) {
            // What is observed by whom is the application's; the record goes on in any case.
            log.debug("A forward to {} could not be observed", record.topic(), hostile);
            return Observation.NOOP;
        }
    }

    private Observation started(ProducerRecord<?, ?> record, Observation attempt) {
        Settings current = settings.get();
        return KafkaTemplateObservation.TEMPLATE_OBSERVATION
                .observation(
                        current.convention(),
                        DefaultKafkaTemplateObservationConvention.INSTANCE,
                        () -> new KafkaRecordSenderContext(record, current.beanName(), this::clusterId),
                        current.registry())
                .parentObservation(attempt)
                .start();
    }

    /** Only if it is known already: the consumer's thread does not wait for a broker. */
    private @Nullable String clusterId() {
        KafkaAdmin admin = template.getKafkaAdmin();
        return admin == null ? null : admin.getClusterId();
    }
}

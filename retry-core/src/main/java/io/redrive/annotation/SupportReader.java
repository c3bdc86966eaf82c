package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.consume.RetriesInPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ExceptionClassifier;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport.BlockingRetriesConfigurer;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport.CustomizersConfigurer;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.FixedBackOff;

/** Reads an application's {@link RetryTopicConfigurationSupport}, or refuses what it says to parts that are not used. */
final class SupportReader {

    /** What spring-kafka does where the failures are said and the delays are not. */
    private static final BackOff SPRINGS_DEFAULT = new FixedBackOff(0, 9);

    private static final int MOST_IN_PLACE = 1_000;

    private static final int DEEPEST_CAUSE = 64;

    private SupportReader() {}

    /** Reads the only one among these beans, if there is one. */
    static SupportSettings read(ListableBeanFactory beans) {
        String[] names = beans.getBeanNamesForType(RetryTopicConfigurationSupport.class, true, false);
        return names.length == 0
                ? SupportSettings.NONE
                : read(beans.getBean(names[0], RetryTopicConfigurationSupport.class));
    }

    static SupportSettings read(RetryTopicConfigurationSupport support) {
        CustomizersConfigurer customizers = new CustomizersConfigurer();
        SupportMethod.CONFIGURE_CUSTOMIZERS.call(support, customizers);
        refuse(customizers, SupportMethod.ERROR_HANDLER_CUSTOMIZER, "customizeErrorHandler");
        refuse(customizers, SupportMethod.RECOVERER_CUSTOMIZER, "customizeDeadLetterPublishingRecoverer");
        return new SupportSettings(retriesInPlace(support), fatal(support), containers(customizers));
    }

    private static void refuse(CustomizersConfigurer customizers, SupportMethod asked, String said) {
        if (asked.call(customizers) != null) {
            throw new RedriveConfigurationException(
                    "RetryTopicConfigurationSupport: " + said
                            + " is about a part of spring-kafka that Redrive does not use",
                    "Take it out of configureCustomizers, or set redrive.enabled=false to keep spring-kafka's retry"
                            + " topics");
        }
    }

    @SuppressWarnings("unchecked") // what the method returns
    private static Consumer<ConcurrentMessageListenerContainer<?, ?>> containers(CustomizersConfigurer customizers) {
        Object said = SupportMethod.CONTAINER_CUSTOMIZER.call(customizers);
        return said == null ? container -> {} : (Consumer<ConcurrentMessageListenerContainer<?, ?>>) said;
    }

    private static Set<Class<? extends Throwable>> fatal(RetryTopicConfigurationSupport support) {
        List<Class<? extends Throwable>> fatal = new ArrayList<>(ExceptionClassifier.defaultFatalExceptionsList());
        SupportMethod.MANAGE_FATAL_EXCEPTIONS.call(support, fatal);
        return new HashSet<>(fatal);
    }

    @SuppressWarnings("unchecked") // what the method returns
    private static RetriesInPlace retriesInPlace(RetryTopicConfigurationSupport support) {
        BlockingRetriesConfigurer said = new BlockingRetriesConfigurer();
        SupportMethod.CONFIGURE_BLOCKING_RETRIES.call(support, said);
        Class<? extends Throwable> @Nullable [] failures =
                (Class<? extends Throwable>[]) SupportMethod.RETRYABLE.call(said);
        if (failures == null) {
            return RetriesInPlace.NONE;
        }
        Set<Class<? extends Throwable>> which = Set.copyOf(Arrays.asList(failures));
        return new RetriesInPlace(
                delays((BackOff) SupportMethod.BACK_OFF.call(said)), failure -> isOneOf(which, failure), true);
    }

    private static List<Duration> delays(@Nullable BackOff said) {
        BackOffExecution execution = (said == null ? SPRINGS_DEFAULT : said).start();
        List<Duration> delays = new ArrayList<>();
        for (long next = execution.nextBackOff(); next != BackOffExecution.STOP; next = execution.nextBackOff()) {
            if (delays.size() == MOST_IN_PLACE) {
                throw new RedriveConfigurationException(
                        "RetryTopicConfigurationSupport: the back-off of configureBlockingRetries does not end within "
                                + MOST_IN_PLACE + " retries, so that a record could hold up its partition for ever",
                        "Give it an end, such as new FixedBackOff(100, 3)");
            }
            delays.add(Duration.ofMillis(next));
        }
        return delays;
    }

    /** As spring-kafka does, whose matcher is made for one thread and for causes without a cycle: the nearest cause that anything is said about decides, and what is fatal in general is not retried. */
    private static boolean isOneOf(Set<Class<? extends Throwable>> which, Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            Throwable current = cause;
            Class<? extends Throwable> nearest = Stream.concat(which.stream(), FatalExceptions.DEFAULT.stream())
                    .filter(type -> type.isInstance(current))
                    .max(Comparator.comparingInt(SupportReader::depth))
                    .orElse(null);
            if (nearest != null) {
                return which.contains(nearest);
            }
            cause = current.getCause();
        }
        return false;
    }

    private static int depth(Class<?> type) {
        int depth = 0;
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            depth++;
        }
        return depth;
    }
}

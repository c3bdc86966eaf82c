package io.redrive.annotation;

import java.util.Set;
import org.springframework.kafka.support.converter.ConversionException;
import org.springframework.kafka.support.serializer.DeserializationException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/** Failures that no further attempt can mend: the same set that spring-kafka treats so. */
final class FatalExceptions {

    static final Set<Class<? extends Throwable>> DEFAULT = Set.of(
            DeserializationException.class,
            MessageConversionException.class,
            ConversionException.class,
            MethodArgumentResolutionException.class,
            NoSuchMethodException.class,
            ClassCastException.class);

    private FatalExceptions() {}
}

package io.redrive.annotation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;

/** Reads once, when it is first asked for, what an application has said to spring-kafka about all listeners. */
final class SupportFinder implements Supplier<SupportSettings> {

    private final ListableBeanFactory beans;
    private @Nullable RetryTopicConfigurationSupport met;
    private @Nullable SupportSettings read;

    SupportFinder(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Notes the bean of a listener: as long as it is being made, the bean factory does not give it out. */
    synchronized void meet(Object bean) {
        if (bean instanceof RetryTopicConfigurationSupport support) {
            met = support;
        }
    }

    @Override
    public synchronized SupportSettings get() {
        if (read == null) {
            read = met == null ? SupportReader.read(beans) : SupportReader.read(met);
        }
        return read;
    }
}

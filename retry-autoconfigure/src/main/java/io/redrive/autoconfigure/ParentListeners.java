package io.redrive.autoconfigure;

import io.redrive.annotation.RedriveTopicConfigurer;
import java.util.HashSet;
import java.util.Set;
import org.springframework.context.ApplicationContext;

/** The listeners of the contexts above an application context. */
final class ParentListeners {

    private ParentListeners() {}

    /** Returns the ids of those that were handed over to be retried, or only because the configuration has entries. */
    static Set<String> ids(ApplicationContext context) {
        Set<String> ids = new HashSet<>();
        for (ApplicationContext parent = context.getParent(); parent != null; parent = parent.getParent()) {
            parent.getBeanProvider(RedriveTopicConfigurer.class)
                    .ifAvailable(configurer -> ids.addAll(configurer.listenerIds()));
        }
        return ids;
    }
}

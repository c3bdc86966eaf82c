package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.settings.ListenerEntries;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.NearestName;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/**
 * Refuses what the configuration says about a listener that there is none of, as it is most likely mistyped. It only warns
 * when there are listeners that are made later, whose ids nobody knows yet. The listener may also be one of a parent of the
 * application context; a context without any listener leaves the check to its children, which see the same configuration.
 */
final class ListenerEntriesCheck implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ListenerEntriesCheck.class);

    private final ListenerEntries entries;
    private final Supplier<Set<String>> listenerIds;
    private final Supplier<Set<String>> ofParents;
    private final ConfigurableListableBeanFactory beanFactory;
    private volatile boolean running;

    /**
     * Creates a check.
     *
     * @param listenerIds returns the ids of all listeners that are declared by annotation and have been made
     * @param ofParents returns the ids of listeners of the contexts above this one
     */
    ListenerEntriesCheck(
            ListenerEntries entries,
            Supplier<Set<String>> listenerIds,
            Supplier<Set<String>> ofParents,
            ConfigurableListableBeanFactory beanFactory) {
        this.entries = entries;
        this.listenerIds = listenerIds;
        this.ofParents = ofParents;
        this.beanFactory = beanFactory;
    }

    @Override
    public void start() {
        running = true;
        if (entries.byKey().isEmpty()) {
            return;
        }
        Set<String> own = listenerIds.get();
        Set<String> ids = new HashSet<>(own);
        ids.addAll(ofParents.get());
        entries.ambiguous(ids).forEach((key, id) -> {
            throw new RedriveConfigurationException(
                    ListenerEntry.propertyName(key) + " is meant for listener " + key
                            + ", but would stand for listener " + id
                            + " as well, whose id is the same without other characters",
                    "Say something about listener " + id + ", too: " + ListenerEntry.propertyName(id));
        });
        List<String> unused = entries.withoutListener(ids);
        if (unused.isEmpty()) {
            return;
        }
        List<KafkaListener> unmade = unmadeListeners();
        if (unmade.isEmpty() && own.isEmpty()) {
            log.info(
                    "{} and whatever else is said about listeners has no effect here: there is no @KafkaListener in this"
                            + " application context",
                    ListenerEntry.propertyName(unused.get(0)));
            return;
        }
        if (unmade.isEmpty()) {
            throw wrong(unused.get(0), ids);
        }
        unmade.forEach(listener -> ids.add(resolved(listener.id())));
        entries.withoutListener(ids).forEach(key -> {
            RedriveConfigurationException wrong = wrong(key, ids);
            log.warn("{}. {}, unless it belongs to a listener that is made later", wrong.getMessage(), wrong.action());
        });
    }

    private static RedriveConfigurationException wrong(String key, Set<String> ids) {
        List<String> known = ids.stream()
                .filter(id -> !id.isEmpty() && !id.startsWith("org.springframework."))
                .sorted()
                .toList();
        @Nullable String meant = NearestName.of(key, known);
        return new RedriveConfigurationException(
                ListenerEntry.propertyName(key) + ": no @KafkaListener has the id '" + key + "'; there "
                        + (known.isEmpty() ? "are none with an id" : "are " + String.join(", ", known)),
                (meant == null ? "" : "Did you mean " + ListenerEntry.propertyName(meant) + "? ")
                        + "Correct the id, or remove what is said about it");
    }

    /** Returns the listeners of beans that are made when somebody asks for them. */
    private List<KafkaListener> unmadeListeners() {
        List<KafkaListener> unmade = new ArrayList<>();
        for (String name : beanFactory.getBeanDefinitionNames()) {
            if (!beanFactory.getBeanDefinition(name).isAbstract() && !beanFactory.containsSingleton(name)) {
                Class<?> type = beanFactory.getType(name, false);
                if (type != null && !type.getName().startsWith("org.springframework.")) {
                    unmade.addAll(listeners(type));
                    MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Set<KafkaListener>>)
                                    ListenerEntriesCheck::listeners)
                            .values()
                            .forEach(unmade::addAll);
                }
            }
        }
        return unmade;
    }

    private static Set<KafkaListener> listeners(AnnotatedElement element) {
        return AnnotatedElementUtils.findMergedRepeatableAnnotations(element, KafkaListener.class);
    }

    private String resolved(String id) {
        try {
            return Objects.requireNonNullElse(beanFactory.resolveEmbeddedValue(id), "");
        } catch (IllegalArgumentException unresolvable) {
            // It is told when the listener is made.
            return id;
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** When all listeners are made, and before anything is done for one of them. */
    @Override
    public int getPhase() {
        return AbstractMessageListenerContainer.DEFAULT_PHASE - 2;
    }
}

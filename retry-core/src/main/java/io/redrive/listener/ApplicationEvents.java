package io.redrive.listener;

import io.redrive.consume.RetryEvents;
import io.redrive.event.RetryEvent;
import io.redrive.log.QuietLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Publishes events to an application context. Whether it has receivers is looked up once for each type, when the first
 * event of that type happens: without any, an event costs a look into a map. Thread-safe.
 */
public final class ApplicationEvents implements RetryEvents {

    private static final Logger log = LoggerFactory.getLogger(ApplicationEvents.class);

    private static final String BOOT = "org.springframework.boot.";

    private final ApplicationContext context;
    private final QuietLog quiet;
    private final Map<Class<?>, Boolean> wanted = new ConcurrentHashMap<>();

    /**
     * Creates a publisher.
     *
     * @param quiet limits how often failing receivers are logged
     */
    public ApplicationEvents(ApplicationContext context, QuietLog quiet) {
        this.context = context;
        this.quiet = quiet;
    }

    @Override
    public <E extends RetryEvent> void publish(Class<E> type, Supplier<E> event) {
        try {
            if (wanted.computeIfAbsent(type, this::isWanted)) {
                context.publishEvent(event.get());
            }
        } catch (VirtualMachineError | ThreadDeath fatal) {
            throw fatal;
        } catch (Throwable failure) {
            quiet.warn(
                    log,
                    "event-" + type.getName() + failure.getClass().getName(),
                    () -> "A receiver of " + type.getSimpleName() + " failed, which has no effect on its record: "
                            + failure.getClass().getName());
        }
    }

    private boolean isWanted(Class<?> type) {
        ResolvableType published = ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class, type);
        for (ApplicationContext each = context; each != null; each = parent(each)) {
            // Of other kinds of contexts nothing is known.
            if (!(each instanceof AbstractApplicationContext known)
                    || known.getApplicationListeners().stream().anyMatch(listener -> receives(listener, published))) {
                return true;
            }
        }
        return false;
    }

    /** Receivers of everything that Spring Boot brings along do nothing with what they do not know. */
    private static boolean receives(ApplicationListener<?> listener, ResolvableType published) {
        return !listener.getClass().getName().startsWith(BOOT)
                && new GenericApplicationListenerAdapter(listener).supportsEventType(published);
    }

    private static @Nullable ApplicationContext parent(ApplicationContext context) {
        return context.getParent();
    }
}

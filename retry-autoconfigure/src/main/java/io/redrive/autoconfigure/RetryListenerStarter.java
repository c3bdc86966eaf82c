package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.ListenerTopics;
import io.redrive.admin.Reconciliation;
import io.redrive.admin.TopologyChecks;
import io.redrive.forward.KafkaForwarder;
import io.redrive.listener.RetryListeners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/**
 * Starts the containers of retried listeners as soon as their topics are verified: at once when the broker answers, later
 * when it does not. The containers are stopped by spring-kafka's registry, as all others.
 */
final class RetryListenerStarter implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

    private static final Logger log = LoggerFactory.getLogger(RetryListenerStarter.class);

    /** How long the start of the application waits for the broker before it goes on without. */
    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(15);

    private final EngineRuntime runtime;
    private final KafkaAdmin admin;
    /** One for the listeners that were there at the start, and one for each that came later. */
    private final List<Reconciliation> reconciliations = new CopyOnWriteArrayList<>();

    private volatile boolean running;

    RetryListenerStarter(EngineRuntime runtime, KafkaAdmin admin) {
        this.runtime = runtime;
        this.admin = admin;
    }

    @Override
    public void start() {
        running = true;
        List<RetryListeners.Entry> listeners = runtime.engine().listeners().watch(this::startLate);
        check(listeners);
        List<RetryListeners.Entry> unverified = new ArrayList<>();
        for (RetryListeners.Entry each : listeners) {
            if (each.listener().isVerified()) {
                each.listener().verified();
            } else {
                unverified.add(each);
            }
        }
        if (!unverified.isEmpty()) {
            reconcile(unverified);
        }
    }

    /** For a listener whose bean was made when the others had been started. */
    private void startLate(RetryListeners.Entry entry) {
        check(runtime.engine().listeners().all());
        reconcile(List.of(entry));
    }

    private static void check(List<RetryListeners.Entry> listeners) {
        TopologyChecks.check(
                listeners.stream().map(each -> each.listener().topology()).toList());
    }

    private static ListenerTopics topics(RetryListeners.Entry entry) {
        return new ListenerTopics(entry.listener().topology(), () -> startListener(entry), wrong -> {});
    }

    private void reconcile(List<RetryListeners.Entry> entries) {
        Reconciliation begun = new Reconciliation(
                entries.stream().map(RetryListenerStarter::topics).toList(),
                BrokerAccess.of(admin.getConfigurationProperties()),
                runtime.executor(),
                runtime.engine().clock());
        reconciliations.add(begun);
        try {
            begun.start(FIRST_ATTEMPT);
        } catch (RuntimeException refused) {
            reconciliations.remove(begun);
            throw refused;
        }
        if (entries.stream().allMatch(each -> each.listener().isVerified())) {
            reconciliations.remove(begun);
        } else if (!running) {
            begun.stop();
        }
    }

    private static void startListener(RetryListeners.Entry entry) {
        entry.listener().topology().chains().stream()
                .flatMap(chain -> chain.forwardTopics().stream())
                .forEach(topic -> open(entry.forwarder(), topic));
        entry.listener().verified();
    }

    /** Best done before the first failure; otherwise the forwarder does it then, in the background. */
    private static void open(KafkaForwarder forwarder, String topic) {
        try {
            forwarder.open(topic);
        } catch (KafkaException failure) {
            log.warn("Topic {} cannot be written yet: {}", topic, failure.toString());
        }
    }

    @Override
    public void stop() {
        running = false;
        runtime.engine().listeners().unwatch();
        reconciliations.forEach(Reconciliation::stop);
        reconciliations.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the other containers, some of which may listen to topics that are created here. */
    @Override
    public int getPhase() {
        return AbstractMessageListenerContainer.DEFAULT_PHASE - 1;
    }

    /** Before the containers are stopped, none of which may be started any more. */
    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        stop();
    }
}

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
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
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
    private volatile @Nullable Reconciliation reconciliation;

    RetryListenerStarter(EngineRuntime runtime, KafkaAdmin admin) {
        this.runtime = runtime;
        this.admin = admin;
    }

    @Override
    public void start() {
        List<RetryListeners.Entry> listeners = runtime.engine().listeners().all();
        TopologyChecks.check(
                listeners.stream().map(each -> each.listener().topology()).toList());
        List<ListenerTopics> topics = new ArrayList<>();
        for (RetryListeners.Entry each : listeners) {
            if (each.listener().isVerified()) {
                each.listener().verified();
            } else {
                topics.add(new ListenerTopics(each.listener().topology(), () -> startListener(each), wrong -> {}));
            }
        }
        Reconciliation begun = new Reconciliation(
                topics,
                BrokerAccess.of(admin.getConfigurationProperties()),
                runtime.executor(),
                runtime.engine().clock());
        reconciliation = begun;
        begun.start(topics.isEmpty() ? Duration.ZERO : FIRST_ATTEMPT);
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
        Reconciliation running = reconciliation;
        reconciliation = null;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return reconciliation != null;
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

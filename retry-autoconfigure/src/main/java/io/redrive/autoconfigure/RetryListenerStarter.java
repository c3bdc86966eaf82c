package io.redrive.autoconfigure;

import io.redrive.admin.TopicProvisioner;
import io.redrive.listener.RetryListeners;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Starts the containers of retried listeners as soon as their topics are verified. */
final class RetryListenerStarter implements SmartLifecycle {

    private final EngineRuntime runtime;
    private final KafkaAdmin admin;
    private volatile boolean running;

    RetryListenerStarter(EngineRuntime runtime, KafkaAdmin admin) {
        this.runtime = runtime;
        this.admin = admin;
    }

    @Override
    public void start() {
        running = true;
        TopicProvisioner provisioner = new TopicProvisioner(runtime.engine().clock());
        try (Admin client = Admin.create(admin.getConfigurationProperties())) {
            for (RetryListeners.Entry entry : runtime.engine().listeners().all()) {
                provisioner.provision(client, entry.listener().topology(), Duration.ofSeconds(20));
                entry.listener().topology().chains().stream()
                        .flatMap(chain -> chain.forwardTopics().stream())
                        .forEach(entry.forwarder()::open);
                entry.listener().verified();
            }
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

    @Override
    public int getPhase() {
        return AbstractMessageListenerContainer.DEFAULT_PHASE;
    }
}

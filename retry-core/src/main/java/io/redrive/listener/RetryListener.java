package io.redrive.listener;

import io.redrive.topic.RetryTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.kafka.listener.MessageListenerContainer;

/** A listener whose failures are retried: its topics and its containers. Thread-safe. */
public final class RetryListener {

    private final RetryTopology topology;
    private final List<MessageListenerContainer> startedByUs = new CopyOnWriteArrayList<>();
    private volatile boolean registered;
    private volatile boolean verified;

    /** Creates a listener whose topics are not verified yet. */
    public RetryListener(RetryTopology topology) {
        this.topology = topology;
    }

    /** Returns its topics and delays. */
    public RetryTopology topology() {
        return topology;
    }

    /** Whether its topics exist and fit; until then none of its containers can start. */
    public boolean isVerified() {
        return verified;
    }

    void startWhenVerified(MessageListenerContainer container) {
        startedByUs.add(container);
    }

    /** Notes that all its containers are there; starts them when its topics were verified before. */
    public void registered() {
        registered = true;
        if (verified) {
            startContainers();
        }
    }

    /** Notes that its topics exist and fit; starts its containers when they are there. */
    public void verified() {
        verified = true;
        if (registered) {
            startContainers();
        }
    }

    /** Those of the retry topics first, so that what the main topic forwards is awaited. */
    private void startContainers() {
        List<MessageListenerContainer> containers = new ArrayList<>(startedByUs);
        for (int last = containers.size() - 1; last >= 0; last--) {
            containers.get(last).start();
        }
    }
}

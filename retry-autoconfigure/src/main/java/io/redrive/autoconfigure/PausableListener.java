package io.redrive.autoconfigure;

import io.redrive.consume.TopicRole;
import io.redrive.listener.RetryListener;
import io.redrive.pause.Pausable;
import io.redrive.pause.PauseCluster;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicMode;
import io.redrive.topic.TopicNaming;

/**
 * A retried listener, as pauses know it.
 *
 * @param listener the listener
 * @param cluster how its brokers are reached
 */
record PausableListener(RetryListener listener, PauseCluster cluster) implements Pausable {

    private static final String PROBLEM = "pauses";

    /** Whether a listener has retries that can be paused. */
    static boolean isPausable(RetryListener listener) {
        return listener.containers().stream().anyMatch(each -> each.role() == TopicRole.RETRY);
    }

    @Override
    public String id() {
        return listener.topology().listenerId();
    }

    @Override
    public String topic() {
        return TopicNaming.pauseTopic(listener.topology().group());
    }

    @Override
    public String model() {
        // Where a pattern has found none yet, the broker decides.
        return listener.topics().view().chains().stream()
                .flatMap(chain -> chain.retryTopics().stream())
                .map(RetryTopic::name)
                .findFirst()
                .or(() -> listener.topics().view().chains().stream()
                        .map(TopicChain::mainTopic)
                        .findFirst())
                .orElse("redrive-no-topic-yet");
    }

    @Override
    public TopicMode mode() {
        return listener.topology().settings().mode();
    }

    @Override
    public void hold() {
        listener.retries().hold();
        listener.problemIsSolved(PROBLEM);
    }

    @Override
    public void release() {
        listener.retries().release();
        listener.problemIsSolved(PROBLEM);
    }

    @Override
    public void holdUnknown(String why) {
        listener.retries().hold();
        if (listener.isVerified()) {
            listener.noteProblem(
                    PROBLEM,
                    "Retries of listener " + id() + " are held until it is known whether they are paused, and topic "
                            + topic() + " cannot be read (" + why + ")");
        }
    }
}

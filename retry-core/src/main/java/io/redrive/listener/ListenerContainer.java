package io.redrive.listener;

import io.redrive.consume.TopicRole;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A container of a retried listener.
 *
 * @param role what its topics are for
 * @param container the container
 */
public record ListenerContainer(TopicRole role, MessageListenerContainer container) {

    /** Returns its id in the application's registry. */
    public String id() {
        return String.valueOf(container.getListenerId());
    }

    /** Returns what it does at present. */
    public State state() {
        if (!container.isInExpectedState()) {
            return State.FAILED;
        }
        if (!container.isChildRunning()) {
            return State.STOPPED;
        }
        if (container.isContainerPaused()) {
            return State.PAUSED;
        }
        return container.isPauseRequested() ? State.PAUSING : State.RUNNING;
    }

    /** What a container does. */
    public enum State {
        /** It delivers records. */
        RUNNING,
        /** It will deliver no more records once its listener has ended with those it has. */
        PAUSING,
        /** It delivers no records until it is resumed. */
        PAUSED,
        /** It was not started yet, or was stopped on purpose. */
        STOPPED,
        /** It has stopped, or one of its consumers has, because of an error. */
        FAILED
    }
}

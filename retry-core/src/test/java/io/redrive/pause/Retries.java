package io.redrive.pause;

import io.redrive.topic.TopicMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A listener that remembers what it was told last. */
final class Retries implements Pausable {

    static final PauseCluster CLUSTER = new PauseCluster(Map.of(), Map.of(), Map.of());

    private final String id;
    private final String group;
    private final TopicMode mode;
    volatile @Nullable Boolean held;
    volatile @Nullable String problem;

    Retries(String id, String group) {
        this(id, group, TopicMode.CREATE);
    }

    Retries(String id, String group, TopicMode mode) {
        this.id = id;
        this.group = group;
        this.mode = mode;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String topic() {
        return group + "-pauses";
    }

    @Override
    public String model() {
        return group + "-retry-1";
    }

    @Override
    public TopicMode mode() {
        return mode;
    }

    @Override
    public PauseCluster cluster() {
        return CLUSTER;
    }

    @Override
    public void hold() {
        held = true;
        problem = null;
    }

    @Override
    public void release() {
        held = false;
        problem = null;
    }

    @Override
    public void holdUnknown(String why) {
        held = true;
        problem = why;
    }
}

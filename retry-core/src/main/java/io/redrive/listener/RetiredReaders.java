package io.redrive.listener;

import io.redrive.topic.GroupChange;
import io.redrive.topic.TopicChain;
import java.util.List;

/** Reads retry topics that an earlier version of the application wrote to, in the groups that read them before. */
public interface RetiredReaders {

    /** Returns the group that reads a topic. */
    String group(String topic, TopicChain chain);

    /** Returns which groups read present topics in place of others, if the layout has changed. */
    List<GroupChange> changes(TopicChain chain);

    /** Returns which group reads a retired topic in place of another one, if the layout has changed. */
    List<GroupChange> changes(String topic, TopicChain chain);

    /** Makes sure that there is a container that reads a topic; one thread at a time. */
    void read(String topic, TopicChain chain);
}

package io.redrive.pause;

import io.redrive.admin.JobTopics;
import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The brokers, as far as pauses need them. Its methods throw what Kafka's clients throw. Thread-safe. */
interface PausePort extends AutoCloseable {

    /** Looks at topics. */
    JobTopics.Sight see(Set<String> topics);

    /** Makes sure that a topic exists; returns why it does not, or null. */
    @Nullable
    String ensure(String topic, String model, TopicMode mode);

    /** Writes a note and waits until it is there; null for none. */
    void write(String topic, String listener, byte @Nullable [] note);

    /** Begins to read topics into a book. */
    Reading read(Set<String> topics, PauseBook book);

    @Override
    void close();

    /** Topics that are being read. Used by one thread, but for {@link #wakeup}. */
    interface Reading extends AutoCloseable {

        /** Takes note of everything that was written before. */
        void catchUp();

        /** Takes note of what is new, and waits for it until then. */
        void poll(Duration until);

        /** Lets the thread that reads come back at once, with an exception. */
        void wakeup();

        @Override
        void close();
    }
}

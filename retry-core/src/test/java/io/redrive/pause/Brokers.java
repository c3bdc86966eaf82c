package io.redrive.pause;

import io.redrive.admin.JobTopics;
import io.redrive.topic.TopicMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/** Brokers that keep topics with pauses in memory, and may be away or refuse. Thread-safe. */
final class Brokers implements PausePort {

    final Set<String> hidden = ConcurrentHashMap.newKeySet();
    final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    final Set<String> unwritable = ConcurrentHashMap.newKeySet();
    final List<Set<String>> looks = new CopyOnWriteArrayList<>();
    volatile boolean away;
    /** Whether who reads waits for what is new. */
    volatile boolean waiting;

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final List<Semaphore> readers = new CopyOnWriteArrayList<>();
    private int ids;

    private record Note(String key, @Nullable String text) {

        byte @Nullable [] value() {
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private record Topic(String id, List<Note> notes) {}

    synchronized void create(String topic) {
        topics.computeIfAbsent(topic, name -> new Topic("id-" + ids++, new CopyOnWriteArrayList<>()));
    }

    void delete(String topic) {
        topics.remove(topic);
    }

    Set<String> topics() {
        return topics.keySet();
    }

    void pause(String topic, String listener, String by) {
        create(topic);
        write(topic, listener, new Pause(by, null, Instant.EPOCH).written());
    }

    void write(String topic, String listener, String text) {
        write(topic, listener, text.getBytes(StandardCharsets.UTF_8));
    }

    private void answer() {
        if (away) {
            throw new TimeoutException("nobody is there");
        }
    }

    @Override
    public JobTopics.Sight see(Set<String> names) {
        looks.add(Set.copyOf(names));
        answer();
        Map<String, String> ids = topics.entrySet().stream()
                .filter(each -> names.contains(each.getKey()) && !hidden.contains(each.getKey()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().id()));
        Set<String> unseen = new HashSet<>(names);
        unseen.retainAll(hidden);
        return new JobTopics.Sight(ids, unseen);
    }

    @Override
    public @Nullable String ensure(String topic, String model, TopicMode mode) {
        answer();
        if (mode == TopicMode.CREATE) {
            create(topic);
        }
        return topics.containsKey(topic) ? null : "Topic " + topic + " does not exist";
    }

    @Override
    public void write(String topic, String listener, byte @Nullable [] note) {
        answer();
        if (unwritable.contains(topic)) {
            throw new TopicAuthorizationException(Set.of(topic));
        }
        Objects.requireNonNull(topics.get(topic))
                .notes()
                .add(new Note(listener, note == null ? null : new String(note, StandardCharsets.UTF_8)));
        readers.forEach(Semaphore::release);
    }

    @Override
    public Reading read(Set<String> names, PauseBook book) {
        Map<String, Integer> positions = new HashMap<>();
        Semaphore news = new Semaphore(0);
        readers.add(news);
        return new Reading() {

            @Override
            public void catchUp() {
                poll(Duration.ZERO);
            }

            @Override
            public void poll(Duration until) {
                if (waiting) {
                    await(until);
                }
                answer();
                Set<String> refused = new HashSet<>(names);
                refused.retainAll(unreadable);
                if (!refused.isEmpty()) {
                    throw new TopicAuthorizationException(refused);
                }
                for (String name : names) {
                    Topic topic = topics.get(name);
                    if (topic != null) {
                        List<Note> notes = new ArrayList<>(topic.notes());
                        int position = positions.getOrDefault(name, 0);
                        notes.stream().skip(position).forEach(note -> book.apply(name, note.key(), note.value()));
                        positions.put(name, notes.size());
                    }
                }
            }

            private void await(Duration until) {
                try {
                    var unused = news.tryAcquire(until.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException interruption) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void wakeup() {}

            @Override
            public void close() {
                readers.remove(news);
            }
        };
    }

    @Override
    public void close() {}
}

package io.redrive.job;

import io.redrive.deadletter.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters of a topic are archived. Each decision writes, under keys of its own, which offsets of a block it changes; of
 * several that change one offset the last in the log holds, so that whoever decides need not know what others decide meanwhile.
 * What it writes is a version byte, whether it archives, the length and the text of the id of the dead-letter topic, and the
 * block as {@link DoneLetters} writes it. Not thread-safe.
 */
final class Archive {

    /** So many decisions are remembered; what they have changed stays. */
    static final int MOST_DECISIONS = 50;

    private static final byte VERSION = 1;
    private static final byte ARCHIVES = 1;
    private static final int HEAD_BYTES = 3;

    private final Map<DoneLetters.Place, Map<String, Marks>> marks = new HashMap<>();
    private final Map<String, ArchiveDecision> decisions = new HashMap<>();
    private final DoneLetters archived = new DoneLetters();
    private String topic = "";

    /** What one decision says of a block. */
    private static final class Marks {

        final boolean archives;
        final String topic;
        // As it is written, which is the smallest.
        final byte[] letters;

        Marks(boolean archives, String topic, byte[] letters) {
            this.archives = archives;
            this.topic = topic;
            this.letters = letters;
        }
    }

    /** Notes the id of the dead-letter topic: what was said of another one of its name does not hold. */
    void topicIs(String id) {
        if (!id.equals(topic)) {
            topic = id;
            List.copyOf(marks.keySet()).forEach(this::settle);
        }
    }

    /** Notes what a decision says of a block; null for that nobody needs to know any more. */
    void apply(DoneLetters.Place place, String decision, byte @Nullable [] written) {
        Map<String, Marks> known = marks.getOrDefault(place, Map.of());
        if (written == null) {
            if (known.containsKey(decision)) {
                known.remove(decision);
                settle(place);
            }
        } else if (!known.containsKey(decision)) {
            // What is read once more, from the beginning, has its place in the order already.
            Marks read = read(written);
            marks.computeIfAbsent(place, unused -> new LinkedHashMap<>()).put(decision, read);
            take(place, read);
        }
    }

    /** Notes a decision; null for one that is not remembered any more. */
    void apply(String id, @Nullable ArchiveDecision decision) {
        if (decision == null) {
            decisions.remove(id);
        } else {
            decisions.put(id, decision);
        }
    }

    private void settle(DoneLetters.Place place) {
        archived.apply(place, null);
        Map<String, Marks> known = marks.getOrDefault(place, Map.of());
        if (known.isEmpty()) {
            marks.remove(place);
        }
        known.values().forEach(each -> take(place, each));
    }

    private void take(DoneLetters.Place place, Marks said) {
        if (!said.topic.isEmpty() && !topic.isEmpty() && !said.topic.equals(topic)) {
            return;
        }
        if (said.archives) {
            archived.apply(place, said.letters);
        } else {
            DoneLetters opened = new DoneLetters();
            opened.apply(place, said.letters);
            archived.remove(place, opened);
        }
    }

    private Marks read(byte[] written) {
        ByteBuffer bytes = ByteBuffer.wrap(written);
        if (bytes.get() != VERSION) {
            throw new IllegalArgumentException("marks of an unknown version");
        }
        boolean archives = bytes.get() == ARCHIVES;
        byte[] id = new byte[bytes.get()];
        bytes.get(id);
        byte[] letters = new byte[bytes.remaining()];
        bytes.get(letters);
        String of = new String(id, StandardCharsets.UTF_8);
        return new Marks(archives, of.equals(topic) ? topic : of, letters);
    }

    /** Whether a dead letter is archived. */
    boolean contains(int partition, long offset) {
        return archived.contains(partition, offset);
    }

    /** Returns how many of a run of offsets are archived and not among others, by fingerprint. */
    Map<Fingerprint, Long> count(int partition, long from, long to, DoneLetters others) {
        return archived.count(partition, from, to, others);
    }

    /** Returns the decisions, the newest first. */
    List<ArchiveDecision> decisions() {
        return decisions.values().stream()
                .sorted(Comparator.comparing(ArchiveDecision::at)
                        .thenComparing(ArchiveDecision::id)
                        .reversed())
                .toList();
    }

    /** Whether a decision was read, and with it all that it says. */
    boolean knows(String decision) {
        return decisions.containsKey(decision);
    }

    /** Returns what is to be written for a decision about dead letters, by key, in this order. */
    Map<String, byte @Nullable []> written(ArchiveDecision decision, DoneLetters letters) {
        byte[] id = topic.getBytes(StandardCharsets.UTF_8);
        Map<String, byte @Nullable []> written = new LinkedHashMap<>();
        letters.places().forEach(place -> {
            byte[] block = letters.written(place, new DoneLetters());
            ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + id.length + block.length);
            bytes.put(VERSION).put(decision.archives() ? ARCHIVES : 0).put((byte) id.length);
            written.put(
                    JobKeys.archived(place, decision.id()),
                    bytes.put(id).put(block).array());
        });
        // Whoever has read it has read all of the above.
        written.put(JobKeys.decision(decision.id()), decision.written());
        return written;
    }

    /** Returns what is to be written so that nothing is remembered that nobody needs any more, by key; all of it null. */
    Map<String, byte @Nullable []> cleaned(Map<Integer, Long> begins) {
        Map<String, byte @Nullable []> cleaned = new TreeMap<>();
        marks.forEach((place, said) -> {
            Long begin = begins.get(place.partition());
            boolean gone = begin == null || (place.block() + 1) * DoneLetters.BLOCK <= begin;
            said.forEach((decision, each) -> {
                boolean foreign = !topic.isEmpty() && !each.topic.isEmpty() && !each.topic.equals(topic);
                if (gone || foreign) {
                    cleaned.put(JobKeys.archived(place, decision), null);
                }
            });
        });
        decisions().stream().skip(MOST_DECISIONS).forEach(each -> cleaned.put(JobKeys.decision(each.id()), null));
        return cleaned;
    }
}

package io.redrive.simulation;

import io.redrive.header.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What applications and strangers write to the topics. */
final class Producing {

    static final String ID = "id";
    static final String POISON = "poison";

    /** Names that the engine may use and take away. */
    static final Set<String> OWN = Set.of(
            HeaderNames.ATTEMPTS,
            HeaderNames.DUE_TIME,
            HeaderNames.FIRST_TIMESTAMP,
            HeaderNames.ORIGINAL_TOPIC,
            HeaderNames.ORIGINAL_PARTITION,
            HeaderNames.ORIGINAL_OFFSET,
            HeaderNames.ORIGINAL_TIMESTAMP,
            HeaderNames.ORIGINAL_TIMESTAMP_TYPE,
            HeaderNames.ORIGINAL_GROUP,
            HeaderNames.EXCEPTION,
            HeaderNames.EXCEPTION_CAUSE,
            HeaderNames.EXCEPTION_MESSAGE,
            HeaderNames.EXCEPTION_STACK_TRACE,
            HeaderNames.FORWARD_ID,
            HeaderNames.FIRST_FAILURE,
            HeaderNames.DEAD_LETTER_REASON,
            HeaderNames.FAILURE_FRAME,
            HeaderNames.EARLIER_FAILURES,
            "redrive_packed");

    private final World world;
    private final Chance chance;

    Producing(World world) {
        this.world = world;
        this.chance = world.chance();
    }

    /** Plans all records of a history. */
    void schedule(long delayMs) {
        for (int id = 0; id < world.plan().records; id++) {
            Subject subject = subject(id);
            world.judge().add(subject);
            world.time().after(delayMs + chance.upTo(world.plan().producedWithinMs), () -> produce(subject));
        }
    }

    private Subject subject(int id) {
        Subject.Kind kind = Subject.Kind.ORDINARY;
        if (chance.of(0.03)) {
            kind = Subject.Kind.POISON;
        } else if (chance.of(0.03) && !world.plan().chain().retryTopics().isEmpty()) {
            kind = Subject.Kind.JUNK;
        }
        List<Header> headers = new ArrayList<>();
        headers.add(header(ID, Integer.toString(id)));
        if (kind == Subject.Kind.POISON) {
            headers.add(header(POISON, "x"));
        }
        for (int i = chance.upTo(2); i > 0; i--) {
            headers.add(new RecordHeader("user", chance.of(0.2) ? null : chance.bytes(chance.upTo(20))));
        }
        int attempts = world.plan().topology.backOff().attempts();
        return new Subject(
                id,
                kind,
                chance.of(0.2) ? null : chance.bytes(chance.upTo(8)),
                value(kind),
                headers,
                chance.of(0.4) ? 0 : chance.of(0.2) ? attempts : chance.upTo(attempts),
                chance.of(0.1) ? chance.between(1, attempts) : 0,
                chance.of(0.9) ? Subject.Refusal.NOTHING : chance.oneOf(List.of(Subject.Refusal.values())));
    }

    private byte[] value(Subject.Kind kind) {
        byte[] value = kind != Subject.Kind.POISON && chance.of(0.05)
                ? null
                : chance.bytes(chance.of(0.05) ? 20_000 : chance.upTo(100));
        return world.more().of(world.plan().extras.large()) ? world.more().bytes(Extras.LARGE_BYTES) : value;
    }

    private void produce(Subject subject) {
        RecordHeaders headers = new RecordHeaders(subject.userHeaders);
        boolean junk = subject.kind == Subject.Kind.JUNK;
        if (chance.of(0.1)) {
            // Nothing that strangers claim may be believed on a main topic, and only what is possible on a retry topic.
            headers.add(header(HeaderNames.ATTEMPTS, "four"));
            headers.add(header(HeaderNames.DUE_TIME, junk ? "endless" : "x"));
            headers.add(header(HeaderNames.FORWARD_ID, "forged"));
            headers.add(header(HeaderNames.FAILURE_FRAME, "forged"));
            headers.add(header(HeaderNames.EARLIER_FAILURES, "1 1 forged"));
            headers.add(header("redrive_packed", "\u0001forged"));
        }
        List<TopicPartition> partitions = world.log()
                .partitions(junk ? retryTopic() : world.plan().chain().mainTopic());
        StoredRecord record = world.log()
                .append(
                        chance.oneOf(partitions),
                        world.time().millis(),
                        subject.key,
                        subject.value,
                        headers,
                        subject,
                        false);
        world.trace().add("producer", "writes", record, subject.kind, "failures", subject.failures, subject.refusal);
        world.judge().produced(record);
    }

    private String retryTopic() {
        return chance.oneOf(world.plan().chain().retryTopics()).name();
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

package io.redrive.campaign.instance;

import io.redrive.campaign.journal.Delivery;
import io.redrive.campaign.journal.Delivery.Moment;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.journal.Place;
import io.redrive.campaign.journal.Time;
import io.redrive.campaign.load.Script;
import io.redrive.header.HeaderNames;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Does what a record says, and writes that down before and after. */
final class Actor {

    private final Journal journal;
    private final SlowOnce slowOnce;
    private final Consumer<ConsumerRecord<byte[], byte[]>> effect;

    /**
     * Creates one.
     *
     * @param effect what every attempt does, whether or not it fails afterwards
     */
    Actor(Journal journal, SlowOnce slowOnce, Consumer<ConsumerRecord<byte[], byte[]>> effect) {
        this.journal = journal;
        this.slowOnce = slowOnce;
        this.effect = effect;
    }

    /** Returns, or throws as the record's script has it. */
    void act(ConsumerRecord<byte[], byte[]> record) {
        // First of all: what is early must not become punctual while the record is looked at.
        Time begun = now();
        Script script = Script.of(new String(record.value(), StandardCharsets.UTF_8));
        Delivery.Subject subject = new Delivery.Subject(
                script.number(), attempt(record.headers()), Script.checksum(record.key(), record.value()));
        write(Moment.BEGUN, record, subject, begun);
        if (script.outcome() == Script.Outcome.SLOW) {
            slowOnce.dawdle(script);
        }
        effect.accept(record);
        if (script.failsAt(subject.attempt())) {
            write(Moment.FAILED, record, subject, now());
            throw failure(script);
        }
        write(Moment.DONE, record, subject, now());
    }

    private void write(Moment moment, ConsumerRecord<byte[], byte[]> record, Delivery.Subject subject, Time time) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        journal.write(new Delivery(moment, place, subject, dueAtMs(record.headers()), time));
    }

    private static Time now() {
        return new Time(InstanceClock.clock().millis(), System.nanoTime());
    }

    private static RuntimeException failure(Script script) {
        if (script.outcome() != Script.Outcome.BREAKS) {
            return new IllegalStateException("as the script says");
        }
        switch (script.number() % 3) {
            case 0 -> throw new StackOverflowError("as the script says");
            case 1 -> throw new NoClassDefFoundError("as the script says");
            default -> throw new AssertionError("as the script says");
        }
    }

    private static int attempt(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.ATTEMPTS);
        return header == null ? 1 : ByteBuffer.wrap(header.value()).getInt();
    }

    private static long dueAtMs(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.DUE_TIME);
        return header == null ? 0 : new BigInteger(header.value()).longValueExact();
    }
}

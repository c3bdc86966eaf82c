package io.redrive.simulation;

import io.redrive.forward.Forward;
import io.redrive.forward.Outcome;
import io.redrive.forward.RecordForwarder;
import io.redrive.header.HeaderNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;

/** Writes forwards to the log, late, twice, or not at all for a while. */
final class SimulatedForwarder implements RecordForwarder {

    private static final long RESEND_MS = 100;

    private final String name;
    private final World world;
    private long outageUntil;
    private boolean crashed;
    private int inFlight;

    SimulatedForwarder(String name, World world) {
        this.name = name;
        this.world = world;
    }

    @Override
    public void forward(Forward forward) {
        inFlight++;
        underWay(forward).begun(forward, subject(forward.record()).origin.partition);
        send(forward, true);
    }

    void fail(long millis) {
        outageUntil = world.time().millis() + millis;
    }

    void crash() {
        crashed = true;
    }

    boolean isIdle() {
        return inFlight == 0;
    }

    private void send(Forward forward, boolean first) {
        long latency = world.faults().latencyMs();
        if (latency == 0) {
            arrive(forward, first);
        } else {
            world.time().after(latency, () -> arrive(forward, first));
        }
    }

    private void arrive(Forward forward, boolean first) {
        // What a crashed process has sent may arrive all the same.
        if (crashed && (!first || world.chance().of(0.5))) {
            return;
        }
        if (isTooLarge(forward.record())) {
            world.trace()
                    .add(
                            name,
                            "is refused",
                            subject(forward.record()),
                            forward.record().topic());
            end(forward, new Outcome.Rejected(forward, new RecordTooLargeException("simulated")));
        } else if (isDown()) {
            if (world.faults().isWrittenLate()) {
                world.time().after(world.more().upTo(Extras.LATE_MS), () -> write(forward));
            }
            failed(forward, first);
        } else {
            write(forward);
            if (world.faults().acknowledgementIsLost()) {
                failed(forward, first);
            } else {
                end(forward, new Outcome.Acknowledged(forward));
            }
        }
    }

    private boolean isDown() {
        boolean outage = !world.faults().areOver() && world.time().millis() < outageUntil;
        return outage || world.faults().forwardFails();
    }

    private void failed(Forward forward, boolean first) {
        world.trace()
                .add(
                        name,
                        "fails to forward",
                        subject(forward.record()),
                        forward.record().topic());
        if (first) {
            underWay(forward).failing(forward);
            forward.outcomes().add(new Outcome.Failing(forward, new TimeoutException("simulated")));
        }
        world.time().after(RESEND_MS, () -> send(forward, false));
    }

    private void end(Forward forward, Outcome outcome) {
        inFlight--;
        long latency = world.faults().latencyMs();
        if (latency == 0) {
            tell(forward, outcome);
        } else {
            world.time().after(latency, () -> tell(forward, outcome));
        }
    }

    private void tell(Forward forward, Outcome outcome) {
        underWay(forward).ended(forward);
        forward.outcomes().add(outcome);
    }

    private UnderWay underWay(Forward forward) {
        return world.underWay().get(forward.outcomes());
    }

    private void write(Forward forward) {
        ProducerRecord<byte[], byte[]> record =
                forward.record(world.log().partitions(forward.record().topic()).size());
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        StoredRecord stored = world.log()
                .append(
                        partition,
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        record.headers(),
                        subject(record),
                        true);
        world.trace()
                .add(
                        name,
                        "forwards",
                        stored,
                        "due +" + (stored.dueAt - world.time().millis()));
        world.judge().forwarded(stored);
    }

    private Subject subject(ProducerRecord<byte[], byte[]> record) {
        Header id = record.headers().lastHeader(Producing.ID);
        return world.judge().subject(Integer.parseInt(new String(id.value(), StandardCharsets.UTF_8)));
    }

    private boolean isTooLarge(ProducerRecord<byte[], byte[]> record) {
        boolean dead = record.topic().equals(world.plan().chain().deadLetterTopic());
        boolean diagnostics = record.headers().lastHeader(HeaderNames.EXCEPTION_MESSAGE) != null;
        return switch (subject(record).refusal) {
            case NOTHING -> false;
            case WITH_DIAGNOSTICS -> diagnostics;
            case RETRY_TOPICS -> !dead;
            case DIAGNOSTICS_AND_RETRY_TOPICS -> !dead || diagnostics;
            case EVERYTHING -> true;
        };
    }
}

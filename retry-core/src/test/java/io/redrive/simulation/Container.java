package io.redrive.simulation;

import io.redrive.RetryAfterException;
import io.redrive.consume.Interceptors;
import io.redrive.consume.Listening;
import io.redrive.consume.PayloadDeserializer;
import io.redrive.consume.PollBounds;
import io.redrive.consume.RetryConsumer;
import io.redrive.consume.TopicRole;
import io.redrive.forward.Outcomes;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Drives an engine's consumer the way a container of spring-kafka does. */
final class Container extends Turns.Participant {

    private final World world;
    private final TopicRole role;
    private final Runnable crash;
    private final SimulatedConsumer inner;
    private final RetryConsumer<byte[], byte[]> consumer;
    private final Acknowledgments acknowledgments;
    private boolean stopping;
    private boolean crashed;
    private boolean ended;
    private boolean paused;

    Container(String name, World world, TopicRole role, Listening listening, SimulatedGroup group, Runnable crash) {
        this.world = world;
        this.role = role;
        this.crash = crash;
        this.inner = new SimulatedConsumer(name, world, group, crash);
        this.consumer = new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>(new PoisonedDeserializer(), new PoisonedDeserializer()),
                new Interceptors<>(List.of()),
                listening,
                role,
                new PollBounds(world.plan().maxPollRecords, 300_000),
                new Outcomes(this::park));
        this.acknowledgments = new Acknowledgments(world, role, group, consumer);
        world.turns().add(this);
        consumer.subscribe(
                group.partitions().stream()
                        .map(TopicPartition::topic)
                        .distinct()
                        .toList(),
                new Rebalances());
    }

    private void park(long nanos) {
        world.time().advance(world.time().millis() + nanos / 1_000_000);
        inner.mayCrash();
    }

    @Override
    void turn() {
        try {
            if (stopping) {
                stop();
                return;
            }
            if (paused) {
                consumer.pause(consumer.assignment());
            } else if (!consumer.paused().isEmpty()) {
                consumer.resume(consumer.paused());
            }
            acknowledgments.acknowledgeSome();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(world.plan().pollTimeoutMs));
            Judge.check(
                    Collections.disjoint(records.partitions(), consumer.paused()), "delivers while paused", inner.name);
            process(records);
        } catch (WakeupException woken) {
            world.trace().add(inner.name, "is woken up");
        } catch (SimulatedCrash crashed) {
            end("is gone");
        }
    }

    private void process(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                StoredRecord stored = world.log().at(partition, record.offset());
                Judge.check(
                        role != TopicRole.RETRY || inner.kept.isNext(stored), "comes before one due earlier", stored);
            }
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (stopping && world.plan().stopsImmediately) {
                break;
            }
            invoke(record);
            acknowledgments.acknowledgeSome();
            acknowledgments.afterRecord();
        }
        acknowledgments.commit();
    }

    private void invoke(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        StoredRecord stored = world.log().at(partition, record.offset());
        world.trace().add(inner.name, "delivers", stored);
        world.judge().delivered(stored, record, role);
        world.time().sleep(world.faults().listenerMs());
        if (world.faults().crashes()) {
            crash.run();
        }
        inner.mayCrash();
        boolean dead = role == TopicRole.DEAD_LETTER;
        if (dead ? Script.handlerFails(stored) : Script.failsAt(stored.subject, stored.attempt)) {
            fail(record, stored);
        } else {
            acknowledgments.processed(record, stored);
        }
    }

    private void fail(ConsumerRecord<byte[], byte[]> record, StoredRecord stored) {
        if (stopping && world.chance().of(0.2)) {
            // It may have failed because it was interrupted, which says nothing about the record.
            world.trace().add(inner.name, "leaves", stored);
            consumer.leave(record);
            return;
        }
        boolean fatal = role != TopicRole.DEAD_LETTER && Script.isFatalAt(stored.subject, stored.attempt);
        world.trace().add(inner.name, "fails on", stored, fatal ? "for good" : "");
        if (role == TopicRole.DEAD_LETTER) {
            stored.handlerTries++;
        } else {
            world.judge().failed(stored, fatal);
        }
        long asked = world.plan().askedMs(stored.subject, stored.attempt);
        RuntimeException failure = fatal
                ? new Script.FatalFailure()
                : asked < 0 ? new Script.Failure() : new RetryAfterException(Duration.ofMillis(asked));
        consumer.failed(record, new RuntimeException("wrapper", failure), failure);
        acknowledgments.failed(stored);
    }

    void requestStop() {
        stopping = true;
        inner.wakeup();
    }

    private void stop() {
        world.trace().add(inner.name, "stops");
        acknowledgments.commit();
        consumer.unsubscribe();
        consumer.close();
        end("has stopped");
    }

    private void end(String how) {
        world.trace().add(inner.name, how);
        world.turns().remove(this);
        ended = true;
    }

    void crash() {
        crashed = true;
        inner.crash();
    }

    void expire() {
        inner.expire();
    }

    void pause(boolean whether) {
        paused = whether;
    }

    boolean isStopping() {
        return stopping || crashed;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Commits before partitions are given away, and forgets what was not acknowledged. */
    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            acknowledgments.commit();
            acknowledgments.forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            acknowledgments.forget(partitions);
        }
    }
}

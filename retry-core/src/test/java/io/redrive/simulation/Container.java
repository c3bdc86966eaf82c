package io.redrive.simulation;

import io.redrive.RetryAfterException;
import io.redrive.consume.BatchFailure;
import io.redrive.consume.Interceptors;
import io.redrive.consume.Listening;
import io.redrive.consume.OpenDelivery;
import io.redrive.consume.PayloadDeserializer;
import io.redrive.consume.PollBounds;
import io.redrive.consume.RetryConsumer;
import io.redrive.consume.TopicRole;
import io.redrive.forward.Outcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Drives an engine's consumer the way a container of spring-kafka does. */
final class Container extends Turns.Participant {

    private final World world;
    private final TopicRole role;
    private final SimulatedGroup group;
    private final Listening listening;
    private final Runnable crash;
    private final SimulatedConsumer inner;
    private final RetryConsumer<byte[], byte[]> consumer;
    private final Acknowledgments acknowledgments;
    private boolean stopping;
    private boolean crashed;
    private boolean ended;
    private boolean paused;
    private boolean partitionPaused;
    private boolean seeksBack;

    Container(String name, World world, Listening listening, SimulatedGroup group, Runnable crash) {
        this.world = world;
        this.listening = listening;
        this.group = group;
        this.role = group.role();
        this.crash = crash;
        this.inner = new SimulatedConsumer(name, world, group, crash);
        Outcomes outcomes = new Outcomes(this::park);
        world.underWay().put(outcomes, inner.underWay);
        this.consumer = new RetryConsumer<>(
                inner,
                new PayloadDeserializer<>(new PoisonedDeserializer(), new PoisonedDeserializer()),
                new Interceptors<>(List.of()),
                listening,
                role,
                new PollBounds(world.plan().maxPollRecords, 300_000),
                outcomes);
        this.acknowledgments = new Acknowledgments(world, group, consumer);
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
            pauseAndResume();
            seek();
            acknowledgments.acknowledgeSome();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(pollMs()));
            Judge.check(
                    Collections.disjoint(records.partitions(), consumer.paused()), "delivers while paused", inner.name);
            KeptBytes.check(world.plan(), listening);
            process(records);
        } catch (WakeupException woken) {
            world.trace().add(inner.name, "is woken up");
        } catch (SimulatedCrash crashed) {
            end("is gone");
        }
    }

    private long pollMs() {
        return world.faults().areOver() ? world.plan().settlingPollMs() : world.plan().pollTimeoutMs;
    }

    private void pauseAndResume() {
        if (paused) {
            consumer.pause(consumer.assignment());
        } else if (partitionPaused) {
            if (consumer.paused().isEmpty()) {
                consumer.assignment().stream().limit(1).forEach(first -> consumer.pause(List.of(first)));
            }
        } else if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.paused());
        }
    }

    /** Goes back, as an application may, to somewhere before what it has finished. */
    private void seek() {
        List<TopicPartition> owned = List.copyOf(consumer.assignment());
        if (!seeksBack || owned.isEmpty()) {
            return;
        }
        seeksBack = false;
        TopicPartition partition = world.more().oneOf(owned);
        long committed = group.committed().offset(partition);
        boolean toBeginning = world.more().of(0.2);
        long to = toBeginning ? 0 : world.more().upTo(committed);
        world.trace().add(inner.name, "is told to go back to", partition, to);
        world.faults().excuse();
        group.sought(inner, partition, to);
        if (toBeginning) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, to);
        }
    }

    private void process(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                StoredRecord stored = world.log().at(partition, record.offset());
                Judge.check(
                        role != TopicRole.RETRY || inner.kept.isNext(stored), "comes before one due earlier", stored);
                Judge.check(
                        role != TopicRole.RETRY || listening.clock().millis() >= stored.dueAt, "comes early", stored);
            }
        }
        if (role != TopicRole.DEAD_LETTER && world.plan().listeners == Plan.Listeners.BATCHES) {
            invokeBatch(records);
            acknowledgments.commit();
            return;
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

    private StoredRecord stored(ConsumerRecord<byte[], byte[]> record) {
        return world.log().at(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    private void callListener(ConsumerRecord<byte[], byte[]> record, StoredRecord stored) {
        world.trace().add(inner.name, "delivers", stored);
        world.judge().delivered(stored, record, role);
        Judge.check(
                role == TopicRole.DEAD_LETTER || stored.deliveredIn != group.beginnings(stored.partition),
                "is delivered twice though its partition was begun once",
                stored);
        stored.deliveredIn = group.beginnings(stored.partition);
        int most = group.beginnings(stored.partition) * (role == TopicRole.DEAD_LETTER ? CommitCheck.HANDLER_TRIES : 1);
        Judge.check(++stored.deliveries <= most, "is delivered more often than its partition was begun", stored);
        world.time().sleep(world.faults().listenerMs());
        if (world.faults().crashes()) {
            crash.run();
        }
        inner.mayCrash();
    }

    private void invokeBatch(ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        records.forEach(batch::add);
        batch.forEach(consumer.deliveries()::begins);
        boolean allGood = batch.stream().noneMatch(record -> failsOn(stored(record)));
        int manner = allGood ? 0 : world.chance().upTo(2);
        if (manner == 0 && batch.size() > 1 && !allGood) {
            world.trace().add(inner.name, "fails on a batch and does not say where");
            giveBack(batch, BatchFailure.unknown(batch.size(), new Script.Failure()));
            return;
        }
        List<Integer> failing = new ArrayList<>();
        int reached = 0;
        // Either it stops at the first failure, or it goes on and reports all.
        while (reached < batch.size() && (manner == 2 || failing.isEmpty())) {
            ConsumerRecord<byte[], byte[]> record = batch.get(reached);
            StoredRecord stored = stored(record);
            callListener(record, stored);
            if (failsOn(stored)) {
                failing.add(reached);
            }
            reached++;
        }
        if (failing.isEmpty()) {
            batch.forEach(record -> acknowledgments.processed(record, stored(record)));
            return;
        }
        // Only now the engine is told, when it may be too late for another attempt.
        Map<Integer, Throwable> failures = new HashMap<>();
        failing.forEach(each -> failures.put(each, failure(stored(batch.get(each)))));
        for (int i = 0; i < reached; i++) {
            if (!failures.containsKey(i)) {
                tell(stored(batch.get(i)));
                world.judge().ended(stored(batch.get(i)), role);
            }
        }
        giveBack(batch, new BatchFailure(failures, reached, false));
    }

    private void giveBack(List<ConsumerRecord<byte[], byte[]>> batch, BatchFailure failure) {
        consumer.deliveries().failing(batch, failure);
        consumer.deliveries().failed(batch, new RuntimeException("wrapper"));
    }

    private boolean failsOn(StoredRecord stored) {
        return Script.failsAt(stored.subject, stored.attempt);
    }

    /** The listener has returned, and the outcome of the record comes later. */
    private void leaveOpen(ConsumerRecord<byte[], byte[]> record, StoredRecord stored) {
        OpenDelivery delivery = consumer.deliveries().begin(List.of(record));
        if (failsOn(stored) && world.chance().of(0.2)) {
            RuntimeException failure = failure(stored);
            consumer.deliveries().failed(record, new RuntimeException("wrapper", failure), failure);
            return;
        }
        int beginning = group.beginnings(stored.partition);
        world.time().after(world.chance().pick(0, 1, 50, 1_000), () -> {
            end(delivery, stored);
            stored.toldIn = beginning;
        });
    }

    private void end(OpenDelivery delivery, StoredRecord stored) {
        if (crashed) {
            return;
        }
        world.trace().add(inner.name, "tells the outcome of", stored);
        if (failsOn(stored)) {
            RuntimeException failure = failure(stored);
            delivery.failed(new RuntimeException("wrapper", failure), BatchFailure.unknown(1, failure));
        } else {
            world.judge().ended(stored, role);
            delivery.finished();
        }
    }

    private void invoke(ConsumerRecord<byte[], byte[]> record) {
        StoredRecord stored = stored(record);
        consumer.deliveries().begins(record);
        callListener(record, stored);
        boolean dead = role == TopicRole.DEAD_LETTER;
        if (!dead && world.plan().listeners == Plan.Listeners.OPEN_ENDED) {
            leaveOpen(record, stored);
            return;
        }
        if (dead ? Script.handlerFails(stored) : Script.failsAt(stored.subject, stored.attempt)) {
            fail(record, stored);
        } else {
            acknowledgments.processed(record, stored);
        }
    }

    private void tell(StoredRecord stored) {
        stored.toldIn = group.beginnings(stored.partition);
    }

    private void fail(ConsumerRecord<byte[], byte[]> record, StoredRecord stored) {
        if (stopping && world.chance().of(0.2)) {
            // It may have failed because it was interrupted, which says nothing about the record.
            world.trace().add(inner.name, "leaves", stored);
            consumer.deliveries().leave(record);
            return;
        }
        RuntimeException failure = failure(stored);
        consumer.deliveries().failed(record, new RuntimeException("wrapper", failure), failure);
    }

    /** Notes that the listener fails, and returns what with. */
    private RuntimeException failure(StoredRecord stored) {
        tell(stored);
        boolean fatal = role != TopicRole.DEAD_LETTER && Script.isFatalAt(stored.subject, stored.attempt);
        world.trace().add(inner.name, "fails on", stored, fatal ? "for good" : "");
        if (role == TopicRole.DEAD_LETTER) {
            stored.handlerTries++;
        } else {
            world.judge().failed(stored, fatal, listening.clock().millis());
        }
        long asked = world.plan().askedMs(stored.subject, stored.attempt);
        if (fatal) {
            return new Script.FatalFailure();
        }
        return asked < 0 ? new Script.Failure() : new RetryAfterException(Duration.ofMillis(asked));
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

    void pausePartition(boolean whether) {
        partitionPaused = whether;
    }

    void seekBack() {
        seeksBack = true;
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

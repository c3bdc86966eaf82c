package io.redrive.listener;

import io.redrive.consume.RetryConsumer;
import io.redrive.consume.TransactionUndoneException;
import io.redrive.log.QuietLog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Gives failed records to the consumer, which forwards them; the container goes on with the next record at once. */
final class RetryErrorHandler implements CommonErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(RetryErrorHandler.class);
    private static final long POLL_FAILURE_PAUSE_MS = 500;

    private final String listenerId;
    private final QuietLog quiet;
    private final ApplicationEnd end;
    private final PollBreak pollBreak;

    RetryErrorHandler(String listenerId, QuietLog quiet, ApplicationEnd end, PollBreak pollBreak) {
        this.listenerId = listenerId;
        this.quiet = quiet;
        this.end = end;
        this.pollBreak = pollBreak;
    }

    /** Without seeks nothing that was fetched is thrown away, except by the container, when that is what is wanted. */
    @Override
    public boolean seeksAfterHandling() {
        return pollBreak.isRequested();
    }

    /** The consumer settles what it has taken over; an acknowledgment would count for what was not acknowledged before. */
    @Override
    public boolean isAckAfterHandle() {
        return false;
    }

    @Override
    public boolean handleOne(
            Exception thrown,
            ConsumerRecord<?, ?> record,
            Consumer<?, ?> consumer,
            MessageListenerContainer container) {
        if (!(consumer instanceof RetryConsumer<?, ?> retryConsumer)) {
            throw new IllegalStateException("The container's consumer was replaced by " + consumer);
        }
        Throwable failure = ListenerFailures.unwrap(thrown);
        boolean interrupted = Thread.interrupted();
        if (failure instanceof BlockingRetries.StoppedException
                || end.causes(failure, interrupted, !container.isRunning())) {
            // The stop, not the record, made it fail: no attempt is counted.
            retryConsumer.deliveries().leave(record);
            if (interrupted || ListenerFailures.isInterruption(failure)) {
                Thread.currentThread().interrupt();
            }
            return true;
        }
        // A flag that the listener has left set would make the next poll fail, so it stays cleared.
        retryConsumer.deliveries().failed(record, thrown, failure);
        return true;
    }

    /** Gives the failed records of a batch to the consumer, and the others that are to be delivered again. */
    @Override
    public <K, V> ConsumerRecords<K, V> handleBatchAndReturnRemaining(
            Exception thrown,
            ConsumerRecords<?, ?> data,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        if (!(consumer instanceof RetryConsumer<?, ?> retryConsumer)) {
            throw new IllegalStateException("The container's consumer was replaced by " + consumer);
        }
        if (ListenerFailures.unwrap(thrown) instanceof TransactionUndoneException) {
            retryConsumer.deliveries().deliverAgain(records(data));
            return ConsumerRecords.empty();
        }
        boolean interrupted = Thread.interrupted();
        if (end.causes(thrown, interrupted, !container.isRunning())) {
            data.forEach(retryConsumer.deliveries()::leave);
            if (interrupted || ListenerFailures.isInterruption(thrown)) {
                Thread.currentThread().interrupt();
            }
        } else {
            retryConsumer.deliveries().failed(data, thrown);
        }
        return ConsumerRecords.empty();
    }

    /** Called only after a commit has failed, as {@link #handleRemaining}. */
    @Override
    public void handleBatch(
            Exception thrown,
            ConsumerRecords<?, ?> data,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        handleRemaining(thrown, records(data), consumer, container);
    }

    private static List<ConsumerRecord<?, ?>> records(ConsumerRecords<?, ?> data) {
        List<ConsumerRecord<?, ?>> records = new ArrayList<>();
        data.forEach(records::add);
        return records;
    }

    /**
     * Called after a commit has failed, which is no failure of a record: everything is read again; and after a transaction
     * took no effect: what the container has not come to is delivered again, after what was undone.
     */
    @Override
    public void handleRemaining(
            Exception thrown,
            List<ConsumerRecord<?, ?>> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container) {
        if (pollBreak.take() && consumer instanceof RetryConsumer<?, ?> retryConsumer) {
            boolean failed = !(ListenerFailures.unwrap(thrown) instanceof TransactionUndoneException);
            if (failed) {
                handleOne(thrown, records.get(0), consumer, container);
            }
            retryConsumer.deliveries().deliverAgain(failed ? records.subList(1, records.size()) : records);
            return;
        }
        Set<TopicPartition> sought = new HashSet<>();
        for (ConsumerRecord<?, ?> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (sought.add(partition)) {
                consumer.seek(partition, record.offset());
            }
        }
        throw new KafkaException("[" + listenerId + "] a commit failed; " + sought + " are read again", thrown);
    }

    /**
     * Called when a poll has failed, or something between two records such as an interceptor; the container then polls
     * again, and has forgotten the records it had not come to.
     */
    @Override
    public void handleOtherException(
            Exception thrown, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        quiet.error(
                log,
                "poll-" + listenerId + thrown.getClass().getName(),
                () -> "[" + listenerId + "] the consumer loop failed and goes on: " + thrown);
        if (consumer instanceof RetryConsumer<?, ?> retryConsumer) {
            retryConsumer.deliverAgain();
        }
        try {
            ListenerUtils.stoppableSleep(container, POLL_FAILURE_PAUSE_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

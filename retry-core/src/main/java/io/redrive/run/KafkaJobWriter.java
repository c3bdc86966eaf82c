package io.redrive.run;

import io.redrive.job.JobKeys;
import io.redrive.redrive.RedriveGuarantee;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes in transactions, always with the same id, so that a new one ends what an old one has left open; without them where the
 * application may not use them.
 */
final class KafkaJobWriter implements JobWriter {

    private static final Logger log = LoggerFactory.getLogger(KafkaJobWriter.class);

    private static final int MAX_BLOCK_MS = 30_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    /** Readers of committed data wait for so long at most behind what an instance that was killed has begun. */
    private static final int TRANSACTION_TIMEOUT_MS = 30_000;

    private static final int LARGEST_REQUEST = 32 << 20;

    private final Function<@Nullable String, Producer<byte[], byte[]>> producers;
    private final String jobs;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean transactional;

    /**
     * Creates a writer that is not open.
     *
     * @param producers makes producers, with a transactional id where one is given
     * @param jobs the topic with the notes, which is also the transactional id
     */
    KafkaJobWriter(Function<@Nullable String, Producer<byte[], byte[]>> producers, String jobs) {
        this.producers = producers;
        this.jobs = jobs;
    }

    @Override
    public RedriveGuarantee open() {
        close();
        Producer<byte[], byte[]> made = producers.apply(jobs);
        try {
            made.initTransactions();
            producer = made;
            transactional = true;
            return RedriveGuarantee.EXACTLY_ONCE;
        } catch (AuthorizationException | UnsupportedVersionException refused) {
            made.close(Duration.ZERO);
            log.warn(
                    "The application may not use the transactional id {} ({}): a dead letter may be sent back more than once"
                            + " when the instance that sends it ends unexpectedly",
                    jobs,
                    refused.toString());
            producer = producers.apply(null);
            transactional = false;
            return RedriveGuarantee.AT_LEAST_ONCE;
        } catch (RuntimeException failure) {
            made.close(Duration.ZERO);
            throw failure;
        }
    }

    /** Returns a producer. */
    static Producer<byte[], byte[]> create(Map<String, Object> connection, @Nullable String transactionalId) {
        Map<String, Object> configs = new HashMap<>(connection);
        configs.put(ProducerConfig.ACKS_CONFIG, "all");
        configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configs.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        // Whether a record is too large is for the topic to say: it was written to another one by somebody else.
        configs.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        if (transactionalId != null) {
            configs.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
            configs.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        }
        return new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void write(List<ProducerRecord<byte[], byte[]>> sends, Map<String, byte @Nullable []> notes) {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            throw new KafkaException("The writer is not open");
        }
        if (transactional) {
            writeAtOnce(current, sends, notes);
        } else {
            awaitOrTellTooLarge(sends.stream()
                    .map(each -> current.send(placed(current, each)))
                    .toList());
            await(notes.entrySet().stream()
                    .map(each -> current.send(note(each.getKey(), each.getValue())))
                    .toList());
        }
    }

    private void writeAtOnce(
            Producer<byte[], byte[]> current,
            List<ProducerRecord<byte[], byte[]>> sends,
            Map<String, byte @Nullable []> notes) {
        AtomicReference<Exception> refusal = new AtomicReference<>();
        current.beginTransaction();
        try {
            for (ProducerRecord<byte[], byte[]> each : sends) {
                // The commit tells the outcome, and the callback why.
                var unused = current.send(placed(current, each), (metadata, failure) -> {
                    if (failure != null && isRefusal(failure)) {
                        refusal.compareAndSet(null, failure);
                    }
                });
            }
            notes.forEach((key, value) -> {
                var unused = current.send(note(key, value));
            });
            current.commitTransaction();
        } catch (RuntimeException failure) {
            Exception why = refusal.get() == null ? failure : refusal.get();
            if (why instanceof ApiException refused && isRefusal(refused)) {
                // It has failed before it could be committed.
                current.abortTransaction();
                throw refused;
            }
            throw failure;
        }
    }

    /** Whether a record is refused, and not the transaction. */
    private static boolean isRefusal(Exception failure) {
        return failure instanceof RecordTooLargeException
                || (failure instanceof AuthorizationException
                        && !(failure instanceof TransactionalIdAuthorizationException));
    }

    private static void awaitOrTellTooLarge(List<Future<RecordMetadata>> sent) {
        Set<Integer> tooLarge = new HashSet<>();
        for (int place = 0; place < sent.size(); place++) {
            try {
                await(List.of(sent.get(place)));
            } catch (RecordTooLargeException refused) {
                tooLarge.add(place);
            }
        }
        if (!tooLarge.isEmpty()) {
            throw new SomeTooLargeException(tooLarge);
        }
    }

    private ProducerRecord<byte[], byte[]> note(String key, byte @Nullable [] value) {
        return new ProducerRecord<>(jobs, 0, JobKeys.bytes(key), value);
    }

    private static ProducerRecord<byte[], byte[]> placed(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        int partitions = producer.partitionsFor(record.topic()).size();
        Integer wanted = record.partition();
        if (wanted != null && wanted < partitions) {
            return record;
        }
        byte[] key = record.key();
        int partition = key == null
                ? (wanted == null ? 0 : wanted % partitions)
                : Utils.toPositive(Utils.murmur2(key)) % partitions;
        return new ProducerRecord<>(
                record.topic(), partition, record.timestamp(), key, record.value(), record.headers());
    }

    /** Waits until all of it is acknowledged. */
    static void await(List<Future<RecordMetadata>> sent) {
        for (Future<RecordMetadata> each : sent) {
            try {
                each.get();
            } catch (ExecutionException failure) {
                throw failure.getCause() instanceof KafkaException known ? known : new KafkaException(failure);
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                throw new InterruptException(interruption);
            }
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> last = producer;
        producer = null;
        if (last != null) {
            // What it had begun is undone by whoever comes next.
            last.close(Duration.ZERO);
        }
    }
}

package io.redrive.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.forward.ForwardTransaction;
import io.redrive.forward.Outcomes;
import io.redrive.forward.RawBytes;
import io.redrive.forward.Sends;
import io.redrive.forward.TransactionalProducer;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.FailureLog;
import io.redrive.log.QuietLog;
import io.redrive.route.RetryRouter;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Lets listeners with transactions live through random histories, in which attempts fail before and after they have sent
 * something, and after they have ended, commits fail or are never answered, and consumers crash or go on although others own
 * their partitions. Each record must have its effect once. {@code -Dsim.seed=...} replays one history, {@code -Dsim.histories=...} sets how many there are.
 */
class TransactionSweepTests {

    private static final int ATTEMPTS = 3;
    private static final TopicPartition MAIN = new TopicPartition("main", 0);
    private static final TopicPartition RETRY = new TopicPartition("retry", 0);
    private static final RetryTopology TOPOLOGY = new RetryTopology(
            "listener",
            "group",
            new BackOffSchedule(List.of(Duration.ofMillis(300), Duration.ofMillis(900))),
            new Jitter(0.9, Duration.ZERO),
            List.of(0, 0),
            List.of(new TopicChain("main", List.of(new RetryTopic("retry", Duration.ofMillis(2_000))), "dead")),
            TopicSettings.LIKE_MAIN_TOPIC);

    private static final Logger ENGINE = (Logger) LoggerFactory.getLogger("io.redrive");

    @BeforeAll
    static void hush() {
        ENGINE.setLevel(Level.OFF);
    }

    @AfterAll
    static void unhush() {
        ENGINE.setLevel(null);
    }

    @Test
    void everyRecordHasItsEffectOnceInEveryHistory() {
        Long replay = Long.getLong("sim.seed");
        if (replay != null) {
            new History(replay).run();
            return;
        }
        for (long seed = 0; seed < Integer.getInteger("sim.histories", 1_000); seed++) {
            try {
                new History(seed).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("replay with -Dsim.seed=" + seed, failure);
            }
        }
    }

    /** A record of a topic. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] value, RecordHeaders headers, long timestamp) {}

    private static final class History {

        private final Random random;
        private final int records;
        private final boolean batches;
        private final double faults;
        private final Map<String, NavigableMap<Long, Stored>> topics = new HashMap<>();
        private final Map<String, Long> ends = new HashMap<>();
        private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        private final Map<TopicPartition, Integer> generations = new HashMap<>();
        private final Map<TopicPartition, Member> members = new HashMap<>();
        private final List<Member> zombies = new ArrayList<>();
        private final List<String> effects = new ArrayList<>();
        private Instant now = Instant.EPOCH.plusSeconds(1_000);
        private boolean quiet;

        History(long seed) {
            random = new Random(seed);
            records = 5 + random.nextInt(60);
            batches = random.nextInt(4) == 0;
            faults = random.nextInt(3) == 0 ? 0 : 0.1;
            List.of("main", "retry", "dead").forEach(topic -> {
                topics.put(topic, new TreeMap<>());
                ends.put(topic, 0L);
            });
        }

        void run() {
            for (int id = 0; id < records; id++) {
                append("main", String.valueOf(id).getBytes(UTF_8), new RecordHeaders());
            }
            start(MAIN);
            start(RETRY);
            for (int step = 0; step < 150; step++) {
                step();
            }
            quiet = true;
            zombies.forEach(Member::run);
            for (int step = 0; step < 600 && !isDone(); step++) {
                now = now.plusMillis(100);
                members.values().forEach(Member::run);
            }
            verify();
        }

        private void step() {
            now = now.plusMillis(random.nextInt(200));
            TopicPartition partition = random.nextBoolean() ? MAIN : RETRY;
            int kind = random.nextInt(40);
            if (kind == 0) {
                // Crashed, or taken for dead: whichever it is, somebody else goes on.
                zombies.add(members.get(partition));
                start(partition);
            } else if (kind == 1) {
                Member member = members.get(partition);
                member.consumer.assign(List.of());
                generations.merge(partition, 1, Integer::sum);
                member.generation = generations.get(partition);
                member.consumer.assign(List.of(partition));
            } else if (kind == 2) {
                members.get(partition).consumer.close();
                start(partition);
            } else if (kind < 6 && !zombies.isEmpty()) {
                zombies.get(random.nextInt(zombies.size())).run();
            } else {
                members.get(partition).run();
            }
        }

        private void start(TopicPartition partition) {
            generations.merge(partition, 1, Integer::sum);
            Member member = new Member(this, partition);
            members.put(partition, member);
            member.consumer.assign(List.of(partition));
        }

        private boolean fault() {
            return !quiet && random.nextDouble() < faults;
        }

        private void append(String topic, byte[] value, RecordHeaders headers) {
            topics.get(topic).put(ends.merge(topic, 1L, Long::sum) - 1, new Stored(value, headers, now.toEpochMilli()));
        }

        private static boolean fails(int id, int attempt) {
            return attempt <= id % 7 - 3;
        }

        private static boolean dies(int id) {
            return fails(id, ATTEMPTS);
        }

        private boolean isDone() {
            return committed.containsKey(MAIN)
                    && committed.get(MAIN).offset() == ends.get("main")
                    && (ends.get("retry") == 0
                            || (committed.containsKey(RETRY)
                                    && committed.get(RETRY).offset()
                                            >= topics.get("retry").lastKey() + 1
                                    && committed.get(RETRY).metadata().isEmpty()));
        }

        private void verify() {
            Map<Integer, Integer> counts = new HashMap<>();
            effects.forEach(effect -> {
                String[] parts = effect.split("/", -1);
                int id = Integer.parseInt(parts[0]);
                assertThat(fails(id, Integer.parseInt(parts[1])))
                        .as("effect of a failed attempt: " + effect)
                        .isFalse();
                counts.merge(id, 1, Integer::sum);
            });
            topics.get("dead").values().forEach(dead -> {
                int id = Integer.parseInt(new String(dead.value(), UTF_8));
                assertThat(dies(id)).as(id + " is dead").isTrue();
                counts.merge(id, 1, Integer::sum);
            });
            for (int id = 0; id < records; id++) {
                assertThat(counts.getOrDefault(id, 0))
                        .as("effects or dead letters of " + id + ", of which attempts fail up to " + (id % 7 - 3))
                        .isEqualTo(1);
            }
        }
    }

    /** A consumer with its listener and its container. */
    private static final class Member {

        private final History history;
        private final TopicPartition partition;
        private final RetryConsumer<String, String> consumer;
        private final Log inner;
        private Broker producer;
        private int generation;

        Member(History history, TopicPartition partition) {
            this.history = history;
            this.partition = partition;
            this.generation = history.generations.get(partition);
            this.inner = new Log(this);
            TopicRole role = partition.equals(MAIN) ? TopicRole.MAIN : TopicRole.RETRY;
            this.consumer = new RetryConsumer<>(
                    inner,
                    new PayloadDeserializer<>(new StringDeserializer(), new StringDeserializer()),
                    new Interceptors<>(List.of()),
                    new Listening(
                            TOPOLOGY,
                            new RetryRouter(
                                    TOPOLOGY, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null),
                            forward -> {},
                            List.of(),
                            ExceptionText.MESSAGE,
                            HeaderFormat.STANDARD,
                            Limits.DEFAULT,
                            new HeldBytes(1 << 20),
                            new FailureLog("listener", () -> history.now, ZoneOffset.UTC),
                            () -> history.now,
                            history.random,
                            RetryEvents.NONE),
                    role,
                    new PollBounds(1 + history.random.nextInt(20), 300_000),
                    new Outcomes(nanos -> history.now = history.now.plusMillis(50)),
                    null,
                    new Transactional(
                            new ForwardTransaction(
                                    () -> {
                                        producer = new Broker(this);
                                        return new TransactionalProducer(producer, producer.sends);
                                    },
                                    (topic, failure) -> {},
                                    new QuietLog(() -> history.now),
                                    () -> history.now),
                            new Scope()));
        }

        void run() {
            List<ConsumerRecord<String, String>> records =
                    consumer.poll(Duration.ZERO).records(partition);
            if (history.batches) {
                listenToBatch(records);
                return;
            }
            DeliveryTransaction transaction = consumer.transaction();
            for (int i = 0; i < records.size(); i++) {
                ConsumerRecord<String, String> record = records.get(i);
                try {
                    transaction.attemptBegins();
                    listen(record);
                    consumer.deliveries().ended(record);
                    if (history.fault()) {
                        if (history.random.nextBoolean()) {
                            consumer.deliverAgain();
                            return;
                        }
                        failAfterwards(List.of(record));
                    }
                } catch (TransactionUndoneException undone) {
                    consumer.deliveries().deliverAgain(records.subList(i, records.size()));
                    return;
                } catch (IllegalStateException failure) {
                    DeliveryTransaction.Failed failed = transaction.attemptFailed();
                    if (failed == DeliveryTransaction.Failed.NOT_THE_RECORD) {
                        consumer.deliveries().deliverAgain(records.subList(i, records.size()));
                        return;
                    }
                    consumer.deliveries().failed(record, failure, failure);
                    if (failed == DeliveryTransaction.Failed.UNDONE_WITH_OTHERS) {
                        consumer.deliveries().deliverAgain(records.subList(i + 1, records.size()));
                        return;
                    }
                }
            }
        }

        private void listenToBatch(List<ConsumerRecord<String, String>> batch) {
            if (batch.isEmpty()) {
                return;
            }
            DeliveryTransaction transaction = consumer.transaction();
            Map<Integer, Throwable> failures = new HashMap<>();
            boolean stops = history.random.nextBoolean();
            int reached = 0;
            try {
                transaction.attemptBeginsAlone();
                while (reached < batch.size() && (failures.isEmpty() || !stops)) {
                    try {
                        listen(batch.get(reached));
                    } catch (IllegalStateException failure) {
                        failures.put(reached, failure);
                    }
                    reached++;
                }
            } catch (TransactionUndoneException undone) {
                consumer.deliveries().deliverAgain(batch);
                return;
            }
            if (failures.isEmpty()) {
                batch.forEach(consumer.deliveries()::ended);
                if (history.fault()) {
                    failAfterwards(batch);
                }
                return;
            }
            BatchFailure failure = new BatchFailure(failures, reached, false);
            DeliveryTransaction.Failed failed = transaction.attemptFailed(failure);
            if (failed == DeliveryTransaction.Failed.NOT_THE_RECORD) {
                consumer.deliveries().deliverAgain(batch);
                return;
            }
            consumer.deliveries()
                    .failing(
                            batch,
                            failed == DeliveryTransaction.Failed.NOTHING_SENT ? failure : failure.withNothingDone());
            consumer.deliveries().failed(batch, new IllegalStateException("wrapper"));
        }

        /** What comes after the listener fails; not when that would be the last attempt. */
        private void failAfterwards(List<ConsumerRecord<String, String>> records) {
            IllegalStateException failure = new IllegalStateException("an interceptor's");
            if (history.batches) {
                if (records.size() > 1) {
                    consumer.deliveries().failed(records, failure);
                }
            } else if (consumer.deliveries().context(records.get(0)).attempt() < ATTEMPTS) {
                consumer.deliveries().failed(records.get(0), failure, failure);
            }
        }

        private void listen(ConsumerRecord<String, String> record) {
            int attempt = consumer.deliveries().context(record).attempt();
            int id = Integer.parseInt(record.value());
            boolean fails = History.fails(id, attempt);
            history.now = history.now.plusMillis(history.random.nextInt(10));
            if (!fails || history.random.nextBoolean()) {
                producer.sends.sent();
                var unused = producer.send(new ProducerRecord<>("effects", id + "/" + attempt));
            }
            if (fails) {
                throw new IllegalStateException("as it says");
            }
        }
    }

    private static final class Scope implements TransactionScope {

        @Override
        public void open(Producer<Object, Object> producer) {}

        @Override
        public boolean isRollbackOnly() {
            return false;
        }

        @Override
        public void close() {}
    }

    /** Reads one partition of the history. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is one thread only
    private static final class Log extends MockConsumer<ByteBuffer, ByteBuffer> {

        private final Member member;
        private final Set<TopicPartition> assigned = new HashSet<>();
        private final Set<TopicPartition> paused = new HashSet<>();
        private long position;

        Log(Member member) {
            super("earliest");
            this.member = member;
        }

        @Override
        public void assign(Collection<TopicPartition> partitions) {
            assigned.clear();
            paused.clear();
            assigned.addAll(partitions);
            OffsetAndMetadata from = member.history.committed.get(member.partition);
            position = from == null ? 0 : from.offset();
        }

        @Override
        public Set<TopicPartition> assignment() {
            return assigned;
        }

        @Override
        public ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
            if (assigned.isEmpty() || !paused.isEmpty()) {
                return ConsumerRecords.empty();
            }
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();
            for (Map.Entry<Long, Stored> each : member.history
                    .topics
                    .get(member.partition.topic())
                    .tailMap(position)
                    .entrySet()) {
                if (records.size() < 10) {
                    Stored stored = each.getValue();
                    records.add(new ConsumerRecord<>(
                            member.partition.topic(),
                            0,
                            each.getKey(),
                            stored.timestamp(),
                            TimestampType.CREATE_TIME,
                            -1,
                            stored.value().length,
                            null,
                            ByteBuffer.wrap(stored.value()),
                            new RecordHeaders(stored.headers().toArray()),
                            Optional.empty()));
                    position = each.getKey() + 1;
                }
            }
            if (records.size() < 10) {
                position = member.history.ends.get(member.partition.topic());
            }
            return records.isEmpty()
                    ? ConsumerRecords.empty()
                    : new ConsumerRecords<>(Map.of(member.partition, records), Map.of());
        }

        @Override
        public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
            if (member.history.fault()) {
                throw new TimeoutException("offsets of a transaction are not decided");
            }
            Map<TopicPartition, OffsetAndMetadata> committed = new LinkedHashMap<>();
            partitions.forEach(each -> committed.put(each, member.history.committed.get(each)));
            return committed;
        }

        @Override
        public long position(TopicPartition partition) {
            return position;
        }

        @Override
        public OptionalLong currentLag(TopicPartition partition) {
            return OptionalLong.of(0);
        }

        @Override
        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
            return Map.of(member.partition, 0L);
        }

        @Override
        public void seek(TopicPartition partition, long offset) {
            position = offset;
        }

        @Override
        public void pause(Collection<TopicPartition> partitions) {
            paused.addAll(partitions);
        }

        @Override
        public void resume(Collection<TopicPartition> partitions) {
            paused.removeAll(partitions);
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"}) // nothing else makes one of a given generation
        public ConsumerGroupMetadata groupMetadata() {
            return new ConsumerGroupMetadata("group", member.generation, "member", Optional.empty());
        }
    }

    /** Writes transactions into the history, or fails to. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is one thread only
    private static final class Broker extends MockProducer<Object, Object> {

        private final Member member;
        private final Sends sends = new Sends();
        private final List<ProducerRecord<Object, Object>> buffer = new ArrayList<>();
        private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        private boolean silent;

        Broker(Member member) {
            super(Cluster.empty(), true, null, (topic, data) -> new byte[0], (topic, data) -> new byte[0]);
            this.member = member;
        }

        @Override
        public void initTransactions() {
            if (member.history.fault()) {
                throw new TimeoutException("no coordinator");
            }
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            Node node = new Node(0, "localhost", 1);
            return List.of(new PartitionInfo(topic, 0, node, new Node[] {node}, new Node[] {node}));
        }

        @Override
        public void beginTransaction() {
            buffer.clear();
            offsets.clear();
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
            buffer.add(record);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> sent, ConsumerGroupMetadata group) {
            if (group.generationId() < member.history.generations.get(member.partition)) {
                throw new CommitFailedException("fenced");
            }
            offsets.putAll(sent);
        }

        @Override
        public void commitTransaction() {
            if (silent || member.history.fault()) {
                if (!silent && member.history.random.nextBoolean()) {
                    throw new KafkaException("aborted");
                }
                if (!silent && member.history.random.nextBoolean()) {
                    write();
                }
                silent = true;
                throw new TimeoutException("no answer");
            }
            write();
        }

        private void write() {
            Set<String> written = new HashSet<>();
            for (ProducerRecord<Object, Object> record : buffer) {
                if (record.topic().equals("effects")) {
                    member.history.effects.add((String) record.value());
                } else {
                    member.history.append(
                            record.topic(), ((RawBytes) record.value()).bytes(), (RecordHeaders) record.headers());
                    written.add(record.topic());
                }
            }
            // The end of a transaction takes an offset.
            written.forEach(topic -> member.history.ends.merge(topic, 1L, Long::sum));
            member.history.committed.putAll(offsets);
        }

        @Override
        public void abortTransaction() {
            if (silent) {
                throw new IllegalStateException("a commit is under way");
            }
            buffer.clear();
        }

        @Override
        public void flush() {}

        @Override
        public void close(Duration timeout) {}
    }
}

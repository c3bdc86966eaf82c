package io.redrive.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.header.ApplicationFrames;
import io.redrive.header.ControlHeaders;
import io.redrive.header.DeadLetterReader;
import io.redrive.header.Diagnostics;
import io.redrive.header.Origin;
import io.redrive.header.RedriveHeaders;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.job.JobBook;
import io.redrive.job.JobChange;
import io.redrive.job.JobKeys;
import io.redrive.job.JobRequest;
import io.redrive.job.JobSnapshot;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanBudget;
import io.redrive.scan.ScanEnd;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A broker with a dead-letter topic, its jobs, and the topic they send to; and instances that come and go. */
final class World implements InstantSource {

    static final String TOPIC = "orders-g-dlt";

    final Map<Integer, List<ConsumerRecord<byte[], byte[]>>> dead = new TreeMap<>();
    final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    final List<Redrive> ended = new ArrayList<>();
    final boolean transactions;
    final Random random;
    long nowMs = 1_000_000;
    Function<JobSnapshot, RedriveOutcome> outcomes =
            snapshot -> new RedriveOutcome(snapshot.counts().sent(), 0, true);

    /** How often, of a thousand writes, one fails before it does anything, or after it has done all of it. */
    int failures;

    /** Whether instances hear late of what others have written. */
    boolean lags;

    Predicate<ProducerRecord<byte[], byte[]>> tooLarge = record -> false;
    Predicate<ProducerRecord<byte[], byte[]>> denied = record -> false;

    /** Whether the dead-letter topic may not be read. */
    boolean unreadable;

    private final List<@Nullable Entry> log = new ArrayList<>();
    private int epoch;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(String key, byte @Nullable [] value) {}

    /** An instance ends at this moment. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    World(boolean transactions, long seed) {
        this.transactions = transactions;
        this.random = new Random(seed);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs);
    }

    void request(JobRequest request) {
        log.add(new Entry(JobKeys.request(request.id()), JobKeys.written(request)));
    }

    void change(String id, JobChange change) {
        log.add(new Entry(JobKeys.change(id), JobKeys.written(change)));
    }

    /** Something is written by whoever knows it. */
    void note(Map<String, byte @Nullable []> values) {
        values.forEach((key, value) -> log.add(new Entry(key, value)));
    }

    /** Leaves only the last value of each key. */
    void compact() {
        Set<String> later = new HashSet<>();
        for (int i = log.size() - 1; i >= 0; i--) {
            Entry entry = log.get(i);
            if (entry != null && !later.add(entry.key())) {
                log.set(i, null);
            }
        }
    }

    void die(int partition, String type) {
        List<ConsumerRecord<byte[], byte[]>> records = dead.computeIfAbsent(partition, unused -> new ArrayList<>());
        int offset = records.size();
        Headers headers = new RecordHeaders(RetryHeaderCodec.encode(
                new RecordHeaders().add("tenant", "a".getBytes(UTF_8)),
                new ControlHeaders.Valid(4, 0, 0),
                new Origin("orders", partition, offset, 7, TimestampType.CREATE_TIME),
                "g",
                new Diagnostics(type, type, null, null),
                "attempts-exhausted",
                5L));
        byte[] value = (partition + ":" + offset).getBytes(UTF_8);
        records.add(new ConsumerRecord<>(
                TOPIC,
                partition,
                offset,
                nowMs,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                headers,
                Optional.empty()));
    }

    /** Lets what was sent back die again. */
    void dieAgain(ProducerRecord<byte[], byte[]> back) {
        List<ConsumerRecord<byte[], byte[]>> records = dead.get(back.partition());
        records.add(new ConsumerRecord<>(
                TOPIC,
                back.partition(),
                records.size(),
                nowMs,
                TimestampType.CREATE_TIME,
                0,
                back.value().length,
                null,
                back.value(),
                new RecordHeaders(back.headers()),
                Optional.empty()));
    }

    /** Returns what is left of a dead letter for somebody who is not shown what is in it. */
    static DeadLetter withoutPayload(DeadLetter letter) {
        return new DeadLetter(
                letter.address(),
                letter.timestamp(),
                new DeadLetter.Payload(null, null, List.of(), letter.origin()),
                letter.failure());
    }

    /** Returns how often each dead letter was sent. */
    Map<String, Integer> times() {
        Map<String, Integer> times = new HashMap<>();
        sent.forEach(each -> {
            RedriveHeaders.Id id = RedriveHeaders.id(each.headers());
            times.merge(id.partition() + ":" + id.offset(), 1, Integer::sum);
        });
        return times;
    }

    /** An instance of the application. */
    final class Instance implements JobLog, JobWriter, Letters, Sightings {

        final JobBook book = new JobBook();
        final JobRunner runner;
        private int position;
        private int mine = -1;

        /** Of a thousand writes, so many end the instance. */
        int crashes;

        Instance(String name, Duration spread) {
            RedriveTopic topic = new RedriveTopic(
                    TOPIC,
                    new RedriveTopic.Cluster(Map.of(), Map.of(), Map.of()),
                    List.of(new RedriveTopic.Source(
                            "orders",
                            "g",
                            List.of("orders-g-retry-1"),
                            Map.of("orders-g-retry-1", "g"),
                            List.of(TOPIC))));
            Routes routes = new Routes(() -> topic, Set.of(), null);
            DeadLetterReader reader = new DeadLetterReader(ApplicationFrames.GUESSED);
            runner = new JobRunner(
                    book,
                    new JobRunner.Ports(this, this, this, this, ms -> new Portion.Sorting(reader, routes, ms)),
                    new JobRunner.Self(name, World.this, spread, ended::add));
        }

        @Override
        public void poll(Duration until) {
            int to = lags && random.nextInt(4) == 0 ? position + random.nextInt(log.size() - position + 1) : log.size();
            read(to);
        }

        @Override
        public void catchUp() {
            read(log.size());
        }

        private void read(int to) {
            for (; position < to; position++) {
                Entry entry = log.get(position);
                if (entry != null) {
                    book.apply(entry.key(), entry.value());
                }
            }
        }

        @Override
        public RedriveGuarantee open() {
            if (transactions) {
                mine = ++epoch;
                return RedriveGuarantee.EXACTLY_ONCE;
            }
            return RedriveGuarantee.AT_LEAST_ONCE;
        }

        @Override
        public void write(List<ProducerRecord<byte[], byte[]>> sends, Map<String, byte @Nullable []> notes) {
            if (transactions && mine != epoch) {
                throw new ProducerFencedException("another one is there");
            }
            boolean crashes = random.nextInt(1_000) < this.crashes;
            boolean fails = random.nextInt(1_000) < failures;
            boolean before = random.nextBoolean();
            end(crashes && before, fails && before);
            if (sends.stream().anyMatch(denied)) {
                throw new TopicAuthorizationException("denied");
            }
            Set<Integer> refused = new HashSet<>();
            for (int place = 0; place < sends.size(); place++) {
                if (tooLarge.test(sends.get(place))) {
                    refused.add(place);
                } else if (!transactions) {
                    sent.add(sends.get(place));
                }
            }
            if (!refused.isEmpty()) {
                throw transactions ? new RecordTooLargeException("too large") : new SomeTooLargeException(refused);
            }
            if (transactions) {
                sent.addAll(sends);
            } else {
                end(crashes && random.nextBoolean(), fails && random.nextBoolean());
            }
            notes.forEach((key, value) -> log.add(new Entry(key, value)));
            end(crashes, fails);
        }

        private void end(boolean crashes, boolean fails) {
            if (crashes) {
                throw new Crash();
            }
            if (fails) {
                throw new KafkaException("nobody knows");
            }
        }

        @Override
        public void close() {
            mine = -1;
        }

        @Override
        public Map<Integer, Offsets> present() {
            if (unreadable) {
                throw new TopicAuthorizationException(TOPIC);
            }
            Map<Integer, Offsets> present = new TreeMap<>();
            dead.forEach((partition, records) -> present.put(partition, new Offsets(0, records.size())));
            return present;
        }

        @Override
        public Map<Integer, Offsets> wanted(DeadLetterFilter filter) {
            return present();
        }

        @Override
        public Progress read(
                Map<Integer, Offsets> wanted, ScanBudget budget, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
            if (unreadable) {
                throw new TopicAuthorizationException(TOPIC);
            }
            Map<Integer, Offsets> left = new TreeMap<>(wanted);
            long read = 0;
            long most = 1L + random.nextInt(40);
            boolean goes = true;
            while (goes && read < most && left.values().stream().anyMatch(each -> !each.isEmpty())) {
                List<Integer> open = left.entrySet().stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
                int partition = open.get(random.nextInt(open.size()));
                Offsets offsets = left.get(partition);
                left.put(partition, new Offsets(offsets.from() + 1, offsets.to()));
                read++;
                goes = goesOn.test(dead.get(partition).get((int) offsets.from()));
            }
            return new Progress(left, read, 0, Duration.ZERO, goes ? ScanEnd.COMPLETE : ScanEnd.LIMIT);
        }

        @Override
        public Map<String, Long> ends() {
            return Map.of("orders-g-retry-1:0", 0L);
        }

        @Override
        public RedriveOutcome of(String job, JobSnapshot snapshot) {
            return outcomes.apply(snapshot);
        }

        /** Does what there is to do, and lets as much time pass as it wants. */
        void step() {
            poll(Duration.ZERO);
            nowMs += Math.min(1_000, runner.step());
        }
    }
}

package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.contestant.Contestant.Kind;
import io.redrive.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All systems there are. */
public final class Contestants {

    /** Kafka's clients alone. */
    public static final String RAW = "raw";
    /** A listener without retries. */
    public static final String PLAIN = "plain";
    /** Redrive, all retry topics of a listener in one container. */
    public static final String REDRIVE = "redrive";
    /** Redrive, running spring-kafka's annotation in spring-kafka's layout. */
    public static final String PER_TOPIC = "redrive-per-topic";
    /** spring-kafka as it comes. */
    public static final String SPRING = "spring-kafka";
    /** spring-kafka as an expert sets it up. */
    public static final String TUNED = "spring-kafka-tuned";
    /** The same without a look at the partitions of the next topic: as fast as it gets without losing records. */
    public static final String UNVERIFIED = "spring-kafka-unverified";

    /** Redrive with a transactional producer; the listener sends a record for each that it is done with. */
    public static final String TRANSACTIONS = "redrive-transactions";
    /** spring-kafka's container transactions, one for each record; the same listener, retried in place. */
    public static final String CONTAINER_TRANSACTIONS = "spring-kafka-transactions";

    private static final Map<String, Object> WITHOUT_REDRIVE = Map.of("redrive.enabled", "false");

    private Contestants() {}

    /** Every system, those others are compared with first. */
    public static List<Contestant> all() {
        return List.of(
                new RawContestant(),
                spring(PLAIN, Kind.WITHOUT_RETRIES, PlainListener::new, PlainListener::new, WITHOUT_REDRIVE),
                spring(REDRIVE, Kind.REDRIVE, RedriveListener::new, RedriveListenerWithDlt::new, Map.of()),
                retryable(PER_TOPIC, Kind.REDRIVE, Map.of()),
                retryable(SPRING, Kind.ALTERNATIVE, WITHOUT_REDRIVE),
                tuned(TUNED, true),
                tuned(UNVERIFIED, false));
    }

    /** Every system, also those that do more than the others and so take part only when they are asked for. */
    public static List<Contestant> onRequest() {
        List<Contestant> every = new ArrayList<>(all());
        Map<String, Object> transactional = Map.of("spring.kafka.producer.transaction-id-prefix", "benchmark-");
        every.add(spring(
                TRANSACTIONS,
                Kind.REDRIVE,
                TransactionalRedriveListener::new,
                TransactionalRedriveListener::new,
                transactional));
        Map<String, Object> settings = new HashMap<>(WITHOUT_REDRIVE);
        settings.putAll(transactional);
        every.add(new SpringContestant(
                CONTAINER_TRANSACTIONS,
                Kind.ALTERNATIVE,
                ContainerTransactionListener::new,
                ContainerTransactionListener::new,
                List.of(BenchmarkApplication.class, RollbackRetries.class),
                settings));
        return every;
    }

    /** The system of that name. */
    public static Contestant named(String name) {
        return onRequest().stream()
                .filter(contestant -> contestant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no system " + name));
    }

    private static Contestant spring(
            String name, Kind kind, ListenerBeans listeners, ListenerBeans withDlt, Map<String, Object> settings) {
        return new SpringContestant(name, kind, listeners, withDlt, List.of(BenchmarkApplication.class), settings);
    }

    private static Contestant retryable(String name, Kind kind, Map<String, Object> settings) {
        return spring(name, kind, RetryableListener::new, RetryableListenerWithDlt::new, settings);
    }

    private static Contestant tuned(String name, boolean verifyPartition) {
        Map<String, Object> settings = new HashMap<>(WITHOUT_REDRIVE);
        settings.put("benchmark.verify-partition", verifyPartition);
        settings.put("benchmark.retry-partitions", Workload.PARTITIONS);
        settings.put("spring.kafka.listener.concurrency", Workload.PARTITIONS);
        settings.put("spring.kafka.listener.poll-timeout", "250ms");
        settings.put("spring.kafka.consumer.properties.max.partition.fetch.bytes", 64 * 1024);
        settings.put("spring.kafka.producer.properties.linger.ms", 0);
        return new SpringContestant(
                name,
                Kind.ALTERNATIVE,
                RetryableListener::new,
                RetryableListenerWithDlt::new,
                List.of(BenchmarkApplication.class, TunedRetries.class),
                settings);
    }
}

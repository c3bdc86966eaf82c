package io.redrive.campaign.check;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Place;
import io.redrive.campaign.load.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is on the topics of a run. */
final class TopicReader {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Described run;

    TopicReader(Described run) {
        this.run = run;
    }

    Evidence.Topics read() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", run.bootstrap()))) {
            Settlement settlement = new Settlement(admin, run.group());
            List<String> read = new ArrayList<>(run.retryTopics());
            read.add(run.promises().mainTopic());
            List<String> open = settlement.open(read);
            return new Evidence.Topics(
                    records(settlement.ends(List.of(run.promises().mainTopic()))).stream()
                            .map(TopicReader::sent)
                            .toList(),
                    records(settlement.ends(List.of(run.deadLetterTopic()))).stream()
                            .map(TopicReader::dead)
                            .toList(),
                    open,
                    effects(settlement));
        }
    }

    private List<Integer> effects(Settlement settlement) throws InterruptedException, ExecutionException {
        String topic = run.promises().effectsTopic();
        return topic == null
                ? List.of()
                : records(settlement.ends(List.of(topic))).stream()
                        .map(record -> script(record).number())
                        .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(Map<TopicPartition, Long> ends) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", run.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            while (ends.keySet().stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("The topics cannot be read within " + LIMIT.toSeconds() + " s");
                }
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    private static Acknowledged sent(ConsumerRecord<byte[], byte[]> record) {
        // Nobody was told that it is there, so nobody can have waited for it.
        return new Acknowledged(script(record).text(), place(record), checksum(record), Long.MAX_VALUE);
    }

    private static DeadLetter dead(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(script(record).number(), checksum(record), place(record));
    }

    private static Script script(ConsumerRecord<byte[], byte[]> record) {
        return Script.of(new String(record.value(), StandardCharsets.UTF_8));
    }

    private static long checksum(ConsumerRecord<byte[], byte[]> record) {
        return Script.checksum(record.key(), record.value());
    }

    private static Place place(ConsumerRecord<byte[], byte[]> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }
}

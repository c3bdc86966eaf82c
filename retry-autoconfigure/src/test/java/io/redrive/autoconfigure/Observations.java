package io.redrive.autoconfigure;

import io.redrive.autoconfigure.Notes.About;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** What was seen of an application from outside, as lines that do not tell when it ran. */
final class Observations {

    private final String prefix;
    private final long sentAtMs;
    private final Map<String, List<String>> lines = new LinkedHashMap<>();

    /**
     * Creates observations.
     *
     * @param prefix what the names of its topics begin with, and no line tells
     * @param sentAtMs timestamp of the first record that it was sent
     */
    Observations(String prefix, long sentAtMs) {
        this.prefix = prefix;
        this.sentAtMs = sentAtMs;
    }

    /** Notes all that is to be seen now. */
    void note(SpringsRun run) {
        lines.put("containers", told(run.containers()));
        lines.put("told", told(run.notes(About.TOLD)).stream().sorted().toList());
        lines.put("deliveries", deliveries(run));
        lines.put("clients", clients());
        lines.put("topics", topics());
        lines.put("offsets", offsets());
        lines.put("records", records());
    }

    List<String> topics() {
        Map<TopicPartition, Long> ends = ends();
        Map<String, Long> partitions = ends.keySet().stream()
                .collect(Collectors.groupingBy(TopicPartition::topic, TreeMap::new, Collectors.counting()));
        return partitions.entrySet().stream()
                .map(topic -> told(topic.getKey()) + " has " + topic.getValue() + " partitions and "
                        + ends.entrySet().stream()
                                .filter(end -> end.getKey().topic().equals(topic.getKey()))
                                .mapToLong(Map.Entry::getValue)
                                .sum()
                        + " records")
                .toList();
    }

    /** Returns what only one of both has. */
    List<String> differences(Observations redrives) {
        List<String> differences = new ArrayList<>();
        lines.forEach((about, springs) -> {
            List<String> ours = new ArrayList<>(redrives.lines.get(about));
            for (String line : springs) {
                if (!ours.remove(line)) {
                    differences.add("spring: " + line);
                }
            }
            ours.forEach(line -> differences.add("redrive: " + line));
        });
        return differences;
    }

    /** Returns the partitions whose records no group has done with, but for those that nobody reads. */
    List<TopicPartition> uncommitted() {
        Map<TopicPartition, Long> open = ends();
        committed().values().forEach(group -> group.forEach(open::remove));
        open.entrySet()
                .removeIf(end -> end.getValue() == 0 || end.getKey().topic().equals(prefix + "held-dlt"));
        return List.copyOf(open.keySet());
    }

    /** Returns the values of all records of those of some topics that exist. */
    static Set<String> values(Collection<String> topics) {
        List<String> existing = new ArrayList<>(topics);
        existing.retainAll(TestBroker.topics());
        return TestBroker.readAsTheyAre(existing).values().stream()
                .flatMap(List::stream)
                .map(Observations::value)
                .collect(Collectors.toSet());
    }

    private Map<TopicPartition, Long> ends() {
        return TestBroker.ends(TestBroker.topics().stream()
                .filter(name -> name.startsWith(prefix))
                .toList());
    }

    private Map<String, Map<TopicPartition, Long>> committed() {
        Map<String, Map<TopicPartition, Long>> committed = new TreeMap<>();
        for (String group : groups()) {
            Map<TopicPartition, Long> own = new LinkedHashMap<>();
            TestBroker.committed(group).forEach((partition, offset) -> {
                if (offset != null && partition.topic().startsWith(prefix)) {
                    own.put(partition, offset.offset());
                }
            });
            committed.put(group, own);
        }
        return committed;
    }

    private static List<String> groups() {
        return TestBroker.await(TestBroker.admin()
                        .listGroups(ListGroupsOptions.forConsumerGroups())
                        .all())
                .stream()
                .map(GroupListing::groupId)
                .sorted()
                .toList();
    }

    private List<String> offsets() {
        List<String> offsets = new ArrayList<>();
        committed()
                .forEach((group, own) -> own.entrySet().stream()
                        .filter(offset -> offset.getValue() > 0)
                        .map(offset -> "group " + group + " has done with "
                                + told(offset.getKey().toString()) + " up to " + offset.getValue())
                        .sorted()
                        .forEach(offsets::add));
        return offsets;
    }

    /** Without the number that a consumer gives itself where nobody names it. */
    private List<String> clients() {
        Map<String, ConsumerGroupDescription> groups = TestBroker.await(
                TestBroker.admin().describeConsumerGroups(groups()).all());
        List<String> clients = new ArrayList<>();
        groups.forEach((group, description) -> description
                .members()
                .forEach(member -> clients.add("group " + group + " has client "
                        + member.clientId().replaceAll("^(consumer-.*)-\\d+$", "$1"))));
        clients.sort(null);
        return clients;
    }

    private List<String> deliveries(SpringsRun run) {
        Map<String, List<String>> deliveries = new TreeMap<>();
        for (String line : told(run.notes(About.DELIVERED))) {
            String[] parts = line.split(": ", 2);
            deliveries.computeIfAbsent(parts[0], unused -> new ArrayList<>()).add(parts[1]);
        }
        return deliveries.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .toList();
    }

    private List<String> records() {
        List<String> records = new ArrayList<>();
        TestBroker.readAsTheyAre(TestBroker.topics().stream()
                        .filter(name -> name.startsWith(prefix))
                        .toList())
                .forEach((topic, all) -> all.forEach(record -> addLines(record, records)));
        records.sort(null);
        return records;
    }

    private void addLines(ConsumerRecord<byte[], byte[]> record, List<String> lines) {
        String start =
                told(record.topic()) + " " + value(record) + " attempt " + RetryHeaders.attempt(record.headers(), 1);
        lines.add(start + " in partition " + record.partition() + " with key "
                + new String(record.key(), StandardCharsets.UTF_8) + " of " + time(record.timestamp(), record));
        Map<String, Integer> times = new TreeMap<>();
        record.headers().forEach(header -> times.merge(header.key(), 1, Integer::sum));
        for (String name : new TreeSet<>(times.keySet())) {
            lines.add(start + " " + name + "=" + shown(record.headers().lastHeader(name), record));
            if (times.get(name) > 1) {
                lines.add(start + " has " + times.get(name) + " times " + name);
            }
        }
    }

    private String shown(Header header, ConsumerRecord<byte[], byte[]> record) {
        byte[] bytes = header.value();
        return switch (header.key()) {
            case RetryHeaders.PARTITION, RetryHeaders.ATTEMPTS ->
                bytes.length + " bytes " + ByteBuffer.wrap(bytes).getInt();
            case RetryHeaders.OFFSET ->
                bytes.length + " bytes " + ByteBuffer.wrap(bytes).getLong();
            case RetryHeaders.TIMESTAMP ->
                bytes.length + " bytes " + time(ByteBuffer.wrap(bytes).getLong(), record);
            case RetryHeaders.FIRST_TIMESTAMP, RetryHeaders.DUE ->
                bytes.length + " bytes " + time(new BigInteger(bytes).longValue(), record);
            case RetryHeaders.STACK_TRACE ->
                text(bytes).contains("SpringsListeners.work") ? "stack trace" : text(bytes);
            // Beans are named with a hash code.
            default -> told(text(bytes)).replaceAll("@[0-9a-f]{4,8}]", "@...]");
        };
    }

    private String time(long ms, ConsumerRecord<byte[], byte[]> record) {
        if (ms >= sentAtMs && ms < sentAtMs + 100) {
            return "sent + " + (ms - sentAtMs);
        }
        return Math.abs(ms - record.timestamp()) < 60_000 ? "about now" : String.valueOf(ms);
    }

    private List<String> told(List<String> lines) {
        return lines.stream().map(this::told).toList();
    }

    private String told(String line) {
        return line.replace(prefix, "");
    }

    private static String value(ConsumerRecord<byte[], byte[]> record) {
        return text(record.value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

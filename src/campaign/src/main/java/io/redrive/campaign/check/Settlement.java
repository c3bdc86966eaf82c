package io.redrive.campaign.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Whether the groups of a run are through with its topics. */
public final class Settlement {

    private static final long LIMIT_SECONDS = 60;

    private final Admin admin;
    private final String group;

    /**
     * Creates one.
     *
     * @param admin to ask with
     * @param group what the names of the groups begin with
     */
    public Settlement(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * Returns the partitions that have records beyond what is committed, and by how many.
     *
     * @throws ExecutionException when the brokers cannot tell
     */
    public List<String> open(Collection<String> topics) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> committed = committed();
        List<String> open = new ArrayList<>();
        ends(topics).forEach((partition, end) -> {
            long at = committed.getOrDefault(partition, 0L);
            if (at < end) {
                open.add(partition + " committed " + at + " of " + end);
            }
        });
        return open.stream().sorted().toList();
    }

    /** Returns the end of every partition. */
    Map<TopicPartition, Long> ends(Collection<String> topics) throws InterruptedException, ExecutionException {
        Set<String> present = await(admin.listTopics().names());
        List<String> known = topics.stream().filter(present::contains).toList();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic :
                await(admin.describeTopics(known).allTopicNames()).values()) {
            topic.partitions()
                    .forEach(each ->
                            latest.put(new TopicPartition(topic.name(), each.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> found =
                await(admin.listOffsets(latest).all());
        found.forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (GroupListing listing : await(admin.listGroups().all())) {
            if (listing.groupId().startsWith(group)) {
                await(admin.listConsumerGroupOffsets(listing.groupId()).partitionsToOffsetAndMetadata())
                        .forEach((partition, offset) -> {
                            // Null for a partition that nobody has committed for yet.
                            if (offset != null) {
                                committed.merge(partition, offset.offset(), Math::max);
                            }
                        });
            }
        }
        return committed;
    }

    private static <T> T await(KafkaFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new ExecutionException(late);
        }
    }
}

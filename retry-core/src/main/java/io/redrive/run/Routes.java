package io.redrive.run;

import io.redrive.header.HeaderSignature;
import io.redrive.header.Origin;
import io.redrive.header.RedriveHeaders;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.redrive.RedriveTarget;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Decides where dead letters of one topic are sent, and as what. Depends on its arguments and the listeners only. */
final class Routes {

    private final Supplier<RedriveTopic> topic;
    private final Set<String> targets;
    private final @Nullable HeaderSignature signature;

    /**
     * Creates routes.
     *
     * @param topic returns the dead-letter topic as it is by now
     * @param targets further topics that may be targets
     * @param signature signs what goes to retry topics, or null
     */
    Routes(Supplier<RedriveTopic> topic, Set<String> targets, @Nullable HeaderSignature signature) {
        this.topic = topic;
        this.targets = Set.copyOf(targets);
        this.signature = signature;
    }

    /** Returns why nothing can be sent to a target, or null when something can. */
    @Nullable
    String problem(RedriveTarget target, int canary) {
        RedriveTopic dead = topic.get();
        String name = target.topic();
        if (name != null) {
            if (!targets.contains(name) || dead.deadLetterTopics().contains(name)) {
                return "Topic " + name + " is no target: redrive.dead-letters.redrive-targets has "
                        + (targets.isEmpty() ? "none" : targets);
            }
            return canary == 0
                    ? null
                    : "What becomes of records in " + name + " cannot be told, so that there can be no canary";
        }
        return dead.sources().isEmpty()
                ? "No listener of this application writes to " + dead.name()
                        + ", so that its records have nowhere to go"
                        + " back to; name a topic of redrive.dead-letters.redrive-targets"
                : null;
    }

    /** Returns what is sent for a dead letter, or null when it does not tell where it came from. */
    @Nullable
    ProducerRecord<byte[], byte[]> route(
            ConsumerRecord<byte[], byte[]> dead, RedriveTarget target, String job, long nowMs) {
        RedriveHeaders.Id id = new RedriveHeaders.Id(job, dead.partition(), dead.offset());
        String named = target.topic();
        if (named != null) {
            return record(named, dead.partition(), dead, nowMs, RedriveHeaders.plain(dead.headers(), id));
        }
        Origin origin = RetryHeaderCodec.origin(dead.headers());
        if (origin == null) {
            return null;
        }
        RedriveTopic.Source source = source(dead, origin);
        if (source == null) {
            return null;
        }
        if (target.kind() == RedriveTarget.Kind.MAIN || source.retryTopics().isEmpty()) {
            return record(
                    source.mainTopic(), origin.partition(), dead, nowMs, RedriveHeaders.plain(dead.headers(), id));
        }
        List<Header> headers = RedriveHeaders.retry(dead.headers(), id, origin, source.group(), nowMs);
        if (signature != null) {
            headers.add(signature.sign(headers, dead.key(), dead.value()));
        }
        return record(source.retryTopics().get(0), dead.partition(), dead, nowMs, headers);
    }

    private RedriveTopic.@Nullable Source source(ConsumerRecord<byte[], byte[]> dead, Origin origin) {
        String group = RetryHeaderCodec.group(dead.headers());
        return topic.get().sources().stream()
                .filter(each -> origin.isOf(each.mainTopic()) && each.group().equals(group))
                .findFirst()
                .orElse(null);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, ConsumerRecord<byte[], byte[]> dead, long nowMs, List<Header> headers) {
        return new ProducerRecord<>(topic, partition, nowMs, dead.key(), dead.value(), headers);
    }
}

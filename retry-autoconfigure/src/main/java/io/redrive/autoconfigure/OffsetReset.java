package io.redrive.autoconfigure;

import io.redrive.listener.RetryListener;
import io.redrive.topic.RetryTopology;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what {@code auto.offset.reset} means for the main topics of a listener; its retry topics are always read from the beginning. */
final class OffsetReset {

    private static final Logger log = LoggerFactory.getLogger(OffsetReset.class);

    private OffsetReset() {}

    static void remark(RetryListener listener) {
        RetryTopology topology = listener.topology();
        remark(topology.listenerId(), topology.group(), listener.connection().consumers());
    }

    static void remark(String id, String group, Map<String, Object> consumers) {
        Object configured = consumers.getOrDefault(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        switch (configured.toString().toLowerCase(Locale.ROOT)) {
            case "none" ->
                log.warn(
                        "The container of listener {} stops where group {} has no offset yet, such as at its very first start"
                                + " (auto.offset.reset=none). Its retry topics are read from the beginning",
                        id,
                        group);
            case "latest" ->
                log.info(
                        "Listener {} reads its topics from the end where group {} has no offset yet"
                                + " (auto.offset.reset=latest): what was written before its very first start, or to a new"
                                + " partition before that is noticed, is skipped. Its retry topics are read from the"
                                + " beginning",
                        id,
                        group);
            default -> log.debug("Listener {} has auto.offset.reset={}", id, configured);
        }
    }
}

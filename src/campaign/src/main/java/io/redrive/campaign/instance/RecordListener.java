package io.redrive.campaign.instance;

import io.redrive.KafkaRetry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;

/** Takes one record at a time. */
class RecordListener {

    private final Actor actor;

    RecordListener(Actor actor) {
        this.actor = actor;
    }

    @KafkaListener(id = "campaign", groupId = "${campaign.group}", topics = "${campaign.topic}")
    @KafkaRetry(delays = "${campaign.delays}", layout = "${campaign.layout}")
    void listen(ConsumerRecord<byte[], byte[]> record) {
        actor.act(record);
    }
}

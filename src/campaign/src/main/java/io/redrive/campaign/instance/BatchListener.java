package io.redrive.campaign.instance;

import io.redrive.KafkaRetry;
import io.redrive.RecordsFailedException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.BatchListenerFailedException;

/** Takes batches: of every other one it goes on after a failure, of the others it comes to no further record then. */
class BatchListener {

    private final Actor actor;

    BatchListener(Actor actor) {
        this.actor = actor;
    }

    @KafkaListener(id = "campaign", groupId = "${campaign.group}", topics = "${campaign.topic}", batch = "true")
    @KafkaRetry(delays = "${campaign.delays}", layout = "${campaign.layout}")
    void listen(List<ConsumerRecord<byte[], byte[]>> records) {
        boolean whole = records.get(0).offset() % 2 == 0;
        RecordsFailedException failed = new RecordsFailedException();
        for (int i = 0; i < records.size(); i++) {
            try {
                actor.act(records.get(i));
            } catch (IllegalStateException | Error failure) {
                if (!whole) {
                    throw new BatchListenerFailedException("as the script says", failure, i);
                }
                failed.add(i, failure);
            }
        }
        failed.throwIfAny();
    }
}

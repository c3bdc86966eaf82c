package io.redrive.run;

import io.redrive.header.RedriveHeaders;
import io.redrive.redrive.RedriveEdit;
import io.redrive.redrive.RedriveSelection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Changes dead letters. Depends on its arguments only. */
final class Editing {

    private Editing() {}

    /**
     * Checks that an edit can be meant.
     *
     * @throws IllegalArgumentException when it is not for one record, or changes what no application writes
     */
    static void check(RedriveSelection selection, @Nullable RedriveEdit edit) {
        if (edit == null) {
            return;
        }
        if (selection.ids().size() != 1) {
            throw new IllegalArgumentException(
                    "an edit is for one record, and " + selection.ids().size() + " are selected by id");
        }
        List<String> locked =
                edit.headers().stream().filter(RedriveHeaders::isLocked).toList();
        if (!locked.isEmpty()) {
            throw new IllegalArgumentException(
                    "headers of retries and failures are locked, and " + locked + " are some of them");
        }
    }

    /** Returns a dead letter with what is new. */
    static ConsumerRecord<byte[], byte[]> edited(ConsumerRecord<byte[], byte[]> dead, @Nullable RedriveEdit edit) {
        if (edit == null) {
            return dead;
        }
        byte[] key = edit.changesKey() ? edit.key() : dead.key();
        byte[] value = edit.changesValue() ? edit.value() : dead.value();
        Headers headers = new RecordHeaders(dead.headers());
        for (String name : edit.headers()) {
            headers.remove(name);
            byte[] content = edit.header(name);
            if (content != null) {
                headers.add(name, content);
            }
        }
        return new ConsumerRecord<>(
                dead.topic(),
                dead.partition(),
                dead.offset(),
                dead.timestamp(),
                dead.timestampType(),
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                headers,
                dead.leaderEpoch());
    }

    /** Returns where a record belongs that has another key than before. */
    static ProducerRecord<byte[], byte[]> placed(ProducerRecord<byte[], byte[]> sent, @Nullable RedriveEdit edit) {
        return edit == null || !edit.changesKey() || sent.key() == null
                ? sent
                : new ProducerRecord<>(sent.topic(), null, sent.timestamp(), sent.key(), sent.value(), sent.headers());
    }
}

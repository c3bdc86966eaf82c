package io.redrive.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redrive.redrive.RedriveEdit;
import io.redrive.redrive.RedriveSelection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditingTests {

    private static final RedriveSelection ONE = RedriveSelection.records(World.TOPIC, List.of("0:0"));
    private static final byte[] NEW = "new".getBytes(UTF_8);

    private final World world = new World(true, 1);
    private ConsumerRecord<byte[], byte[]> dead;

    @BeforeEach
    void die() {
        world.die(0, "x.A");
        dead = world.dead.get(0).get(0);
    }

    @Test
    void changesWhatIsMentionedAndNothingElse() {
        ConsumerRecord<byte[], byte[]> edited = Editing.edited(dead, RedriveEdit.NONE.withValue(NEW));

        assertThat(edited.value()).isEqualTo(NEW);
        assertThat(edited.serializedValueSize()).isEqualTo(3);
        assertThat(edited.key()).isEqualTo(dead.key());
        assertThat(edited.headers()).isEqualTo(dead.headers());
        assertThat(edited.offset()).isEqualTo(dead.offset());
        assertThat(Editing.edited(dead, null)).isSameAs(dead);
    }

    @Test
    void removesWhatIsToBeRemoved() {
        ConsumerRecord<byte[], byte[]> edited = Editing.edited(
                dead, RedriveEdit.NONE.withValue(null).withKey(null).withHeader("tenant", null));

        assertThat(edited.value()).isNull();
        assertThat(edited.key()).isNull();
        assertThat(edited.headers().lastHeader("tenant")).isNull();
        assertThat(dead.headers().lastHeader("tenant")).isNotNull();
    }

    @Test
    void goesWhereItsNewKeyBelongs() {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>("t", 3, NEW, NEW);

        assertThat(Editing.placed(sent, RedriveEdit.NONE.withKey(NEW)).partition())
                .isNull();
        assertThat(Editing.placed(sent, RedriveEdit.NONE.withValue(NEW)).partition())
                .isEqualTo(3);
        assertThat(Editing.placed(sent, null)).isSameAs(sent);
    }

    @Test
    void isForOneRecord() {
        Editing.check(ONE, RedriveEdit.NONE.withValue(NEW).withHeader("tenant", NEW));
        Editing.check(RedriveSelection.all(World.TOPIC), null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Editing.check(RedriveSelection.all(World.TOPIC), RedriveEdit.NONE.withValue(NEW)))
                .withMessageContaining("for one record");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retry_topic-attempts",
                "kafka_original-topic",
                "kafka_exception-message",
                "redrive_redrives",
                "redrive_redriven-by",
                "redrive_signature",
                "redrive_packed",
                "__connect.errors.topic"
            })
    void locksWhatNoApplicationWrites(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Editing.check(ONE, RedriveEdit.NONE.withHeader(header, NEW)))
                .withMessageContaining("[" + header + "] are some of them");
    }

    @Test
    void anEditIsReadAsItWasWrittenAndDoesNotTellItsContents() {
        RedriveEdit edit = RedriveEdit.NONE.withValue(NEW).withKey(null).withHeader("tenant", new byte[0]);

        assertThat(RedriveEdit.of(edit.parts())).isEqualTo(edit).hasToString("[header.tenant, key, value]");
        assertThat(edit.parts()).containsEntry("key", "-").containsEntry("value", "bmV3");
        assertThat(edit.header("tenant")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> RedriveEdit.of(Map.of("value", "no base 64")));
        assertThatIllegalArgumentException().isThrownBy(() -> RedriveEdit.of(Map.of("offset", "-")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedriveEdit.NONE.withValue(new byte[RedriveEdit.MOST_BYTES + 10]));
    }
}

package io.redrive.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.autoconfigure.DeadLetterEditReport.Change;
import io.redrive.autoconfigure.DeadLetterEditReport.Content;
import io.redrive.autoconfigure.DeadLetterReport.Value;
import io.redrive.deadletter.DeadLetter;
import io.redrive.header.ApplicationFrames;
import io.redrive.header.DeadLetterReader;
import io.redrive.redact.Redaction;
import io.redrive.redrive.RedriveEdit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;

class DeadLetterDiffTests {

    private static final RedriveEdit EDIT = RedriveEdit.NONE
            .withValue("new".getBytes(UTF_8))
            .withKey(null)
            .withHeader("tenant", "b".getBytes(UTF_8))
            .withHeader("same", "x".getBytes(UTF_8));

    private final DeadLetter letter = letter();

    @Test
    void tellsWhatItWasAndIs() {
        DeadLetterDiff diff = new DeadLetterDiff(disclosure(Show.ALWAYS).toAnybody());

        assertThat(diff.of(letter, EDIT))
                .containsExactly(
                        new Change("key", text("k"), null),
                        new Change("value", text("old one"), text("new")),
                        new Change("header same", text("x"), text("x")),
                        new Change("header tenant", text("a\nz"), text("b")));
        assertThat(diff.lines(letter, EDIT))
                .containsExactly(
                        Map.entry("key", "k -> none"),
                        Map.entry("value", "old one -> new"),
                        Map.entry("header same", "x -> x"),
                        Map.entry("header tenant", "a\nz -> b"));
    }

    @Test
    void tellsWhoIsNotShownValuesTheSizesAndNotWhatIsTheSame() {
        DeadLetterDiff diff =
                new DeadLetterDiff(disclosure(Show.WHEN_AUTHORIZED).toAnybody());

        assertThat(diff.of(letter, EDIT))
                .containsExactly(
                        new Change("key", hidden(1), null),
                        new Change("value", hidden(7), hidden(3)),
                        new Change("header same", hidden(1), hidden(1)),
                        new Change("header tenant", hidden(3), hidden(1)));
        assertThat(diff.lines(letter, EDIT)).containsEntry("value", "7 bytes -> 3 bytes");
    }

    @Test
    void hidesWhatTheApplicationHides() {
        SanitizingFunction tenants = data -> data.getKey().equals("tenant") ? data.withSanitizedValue() : data;

        assertThat(new DeadLetterDiff(disclosure(Show.ALWAYS, tenants).toAnybody()).lines(letter, EDIT))
                .containsEntry("header tenant", "3 bytes -> 1 bytes")
                .containsEntry("value", "old one -> new");
    }

    private static Disclosure disclosure(Show show, SanitizingFunction... functions) {
        return new Disclosure(new DeadLettersEndpointProperties(show, Set.of()), List.of(functions), Redaction.NONE);
    }

    private static Content text(String text) {
        return new Content(text.length(), new Value("text", text, false));
    }

    private static Content hidden(int size) {
        return new Content(size, new Value("hidden", "******", false));
    }

    private static DeadLetter letter() {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("dlt", 0, 7, "k".getBytes(UTF_8), "old one".getBytes(UTF_8));
        record.headers()
                .add("tenant", "a".getBytes(UTF_8))
                .add("same", "x".getBytes(UTF_8))
                .add("tenant", "z".getBytes(UTF_8));
        return new DeadLetterReader(ApplicationFrames.GUESSED).read(record);
    }
}

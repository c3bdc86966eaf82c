package io.redrive.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.FailureRedaction;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RedactionTests {

    @Test
    void eachIsGivenWhatTheOneBeforeHasLeft() {
        assertThat(of(text -> text + "b", text -> text.toUpperCase(Locale.ROOT)).of("a"))
                .isEqualTo("AB");
        assertThat(Redaction.NONE.of("a")).isEqualTo("a");
    }

    @Test
    void aTextWhoseRedactionFailsIsNotTold() {
        assertThat(of(text -> {
                            throw new IllegalStateException(text);
                        })
                        .of("secret"))
                .isEqualTo("(withheld: its redaction failed)");
        assertThat(of(text -> null, text -> text).of("secret")).isEqualTo("(withheld: its redaction failed)");
    }

    @Test
    void whatTakesSomethingOutIsLookedUpOnceAndAgainOnlyWhereThatHasFailed() {
        AtomicInteger asked = new AtomicInteger();
        Redaction redaction = new Redaction(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
            return List.of(text -> "x");
        });

        assertThat(redaction.of("secret")).isEqualTo("(withheld: its redaction failed)");
        assertThat(redaction.of("secret")).isEqualTo("x");
        assertThat(redaction.of("secret")).isEqualTo("x");
        assertThat(asked).hasValue(2);
    }

    private static Redaction of(FailureRedaction... all) {
        return new Redaction(() -> List.of(all));
    }
}

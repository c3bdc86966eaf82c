package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OffsetResetTests {

    private static final String SKIPPED =
            "Listener orders reads its topics from the end where group shop has no offset yet"
                    + " (auto.offset.reset=latest): what was written before its very first start, or to a new partition before that is"
                    + " noticed, is skipped. Its retry topics are read from the beginning";

    @Test
    void saysWhatIsSkippedWhenNothingIsConfigured(CapturedOutput output) {
        OffsetReset.remark("orders", "shop", Map.of());

        assertThat(output).contains("INFO").contains(SKIPPED);
    }

    @Test
    void saysWhatIsSkipped(CapturedOutput output) {
        OffsetReset.remark("orders", "shop", Map.of("auto.offset.reset", "LATEST"));

        assertThat(output).contains(SKIPPED);
    }

    @Test
    void warnsOfAContainerThatWillStop(CapturedOutput output) {
        OffsetReset.remark("orders", "shop", Map.of("auto.offset.reset", "none"));

        assertThat(output)
                .contains("WARN")
                .contains(
                        "The container of listener orders stops where group shop has no offset yet, such as at its very"
                                + " first start (auto.offset.reset=none). Its retry topics are read from the beginning");
    }

    @Test
    void saysNothingWhereNothingIsSkipped(CapturedOutput output) {
        OffsetReset.remark("orders", "shop", Map.of("auto.offset.reset", "earliest"));

        assertThat(output).doesNotContain("Its retry topics are read from the beginning");
    }
}

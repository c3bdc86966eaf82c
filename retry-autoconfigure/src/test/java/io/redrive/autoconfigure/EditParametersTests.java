package io.redrive.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redrive.redrive.RedriveEdit;
import org.junit.jupiter.api.Test;

class EditParametersTests {

    @Test
    void readsTextBase64TombstonesAndHeaders() {
        assertThat(new EditParameters("v", null, null, null, "aw==", "tenant:a:b\nold").edit())
                .isEqualTo(RedriveEdit.NONE
                        .withValue("v".getBytes(UTF_8))
                        .withKey("k".getBytes(UTF_8))
                        .withHeader("tenant", "a:b".getBytes(UTF_8))
                        .withHeader("old", null));
        assertThat(new EditParameters(null, null, "true", null, null, null).edit())
                .isEqualTo(RedriveEdit.NONE.withValue(null));
        assertThat(new EditParameters("", null, "false", null, null, null).edit())
                .isEqualTo(RedriveEdit.NONE.withValue(new byte[0]));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertRefused(new EditParameters(null, null, null, null, null, null), "nothing is changed");
        assertRefused(new EditParameters("v", "dg==", null, null, null, null), "value and valueBase64");
        assertRefused(new EditParameters("v", null, "true", null, null, null), "tombstone=true exclude");
        assertRefused(new EditParameters(null, "no!", null, null, null, null), "valueBase64 is not in Base64");
        assertRefused(new EditParameters(null, null, null, null, null, ":x"), "name:value");
    }

    private static void assertRefused(EditParameters given, String why) {
        assertThatIllegalArgumentException().isThrownBy(given::edit).withMessageContaining(why);
    }
}

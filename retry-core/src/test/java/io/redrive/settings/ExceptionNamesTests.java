package io.redrive.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.RedriveConfigurationException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExceptionNamesTests {

    @Test
    void findsClassesByTheirNames() {
        assertThat(ExceptionNames.resolve("here", List.of("java.io.IOException", " java.lang.Error ")))
                .containsExactly(IOException.class, Error.class);
    }

    @ParameterizedTest
    @CsvSource({
        "java.io.IOExeption, java.io.IOException",
        "IOException, java.io.IOException",
        "java.lang.UncheckedIOException, java.io.UncheckedIOException",
        "io.redrive.RedriveExceptoin, io.redrive.RedriveException"
    })
    void tellsWhichClassIsMostLikelyMeant(String written, String meant) {
        assertThatThrownBy(() -> ExceptionNames.resolve("here", List.of(written)))
                .isInstanceOfSatisfying(RedriveConfigurationException.class, refused -> {
                    assertThat(refused).hasMessage("here names '" + written + "', which is not an exception class");
                    assertThat(refused.action())
                            .isEqualTo("Write the full name of an exception class; did you mean " + meant + "?");
                });
    }

    @ParameterizedTest
    @CsvSource({"com.example.Missing", "java.lang.String"})
    void suggestsNothingWhereNothingIsNear(String written) {
        assertThatThrownBy(() -> ExceptionNames.resolve("here", List.of(written)))
                .isInstanceOfSatisfying(
                        RedriveConfigurationException.class,
                        refused -> assertThat(refused.action()).isEqualTo("Write the full name of an exception class"));
    }
}

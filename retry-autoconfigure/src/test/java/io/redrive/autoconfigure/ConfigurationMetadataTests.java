package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationMetadataTests {

    private final Metadata metadata = Metadata.read();

    @Test
    void describesEveryProperty() {
        assertThat(metadata.properties())
                .hasSizeGreaterThan(60)
                .allSatisfy(property -> assertThat(property.description())
                        .as(property.name())
                        .isNotBlank()
                        .endsWith(".")
                        .matches("(?s)[A-Z].*"));
        assertThat(Metadata.allDescriptions()).doesNotContain("");
    }

    @Test
    void hintsAreAboutPropertiesThatThereAre() {
        Set<String> names =
                metadata.properties().stream().map(Metadata.Property::name).collect(Collectors.toSet());

        assertThat(metadata.hints())
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(hint -> assertThat(names).contains(hint.replaceFirst("\\.keys$", "")));
    }

    @Test
    void describesEveryValueOfAChoice() {
        List<Metadata.Property> choices = metadata.properties().stream()
                .filter(property -> property.type().startsWith("io.redrive."))
                .toList();

        assertThat(choices)
                .hasSizeGreaterThan(6)
                .allSatisfy(property -> assertThat(metadata.values(property.name()))
                        .as(property.name())
                        .hasSize(Class.forName(property.type()).getEnumConstants().length)
                        .allSatisfy(value ->
                                assertThat(value.get("description").toString()).isNotBlank()));
    }
}

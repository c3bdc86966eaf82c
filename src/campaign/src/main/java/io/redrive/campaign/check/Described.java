package io.redrive.campaign.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the checker has to know of a run besides its journals: the content of {@value #FILE} in the directory of the run.
 *
 * @param bootstrap addresses of the brokers
 * @param group name of the group; names of further ones begin with it
 * @param retryTopics names of the retry topics
 * @param deadLetterTopic name of the dead-letter topic
 * @param promises what it is held to
 */
public record Described(
        String bootstrap, String group, List<String> retryTopics, String deadLetterTopic, Promises promises) {

    private static final String FILE = "run.json";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Writes it down. */
    public void writeTo(Path directory) {
        try {
            Files.writeString(directory.resolve(FILE), MAPPER.writeValueAsString(this));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Described readFrom(Path directory) {
        try {
            return MAPPER.readValue(Files.readString(directory.resolve(FILE)), Described.class);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

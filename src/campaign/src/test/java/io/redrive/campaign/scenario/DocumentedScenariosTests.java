package io.redrive.campaign.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page names every scenario, and none that there is not. */
class DocumentedScenariosTests {

    private static final Pattern NAME = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

    @Test
    void areAllOnThePageAndNoOthers() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "campaign.md"));
        String table = page.substring(page.indexOf("## What is tried, and where"));
        List<String> named = NAME.matcher(table)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Scenarios.all().stream().map(Scenario::name).toList());
    }
}

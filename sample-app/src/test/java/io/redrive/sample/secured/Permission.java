package io.redrive.sample.secured;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A permission as the documentation lists it.
 *
 * @param type of what
 * @param name its name
 * @param operation what is allowed
 * @param redrives whether Redrive needs it; otherwise the application does
 */
record Permission(ResourceType type, String name, AclOperation operation, boolean redrives) {

    private static final Path PAGE = Path.of("..", "src", "docs", "locked-down-clusters.md");
    private static final Pattern LINE =
            Pattern.compile("(?m)^(topic|group) (\\S+): ([A-Za-z ]+?)(  # the sample itself)?$");

    /** Returns all that the documentation lists. */
    static List<Permission> documented() {
        try {
            return LINE.matcher(Files.readString(PAGE))
                    .results()
                    .flatMap(line -> Arrays.stream(line.group(3).split(" "))
                            .map(operation -> new Permission(
                                    ResourceType.fromString(line.group(1).toUpperCase(Locale.ROOT)),
                                    line.group(2),
                                    operation(operation),
                                    line.group(4) == null)))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether it can be missed while the application runs: what comes with another permission cannot. */
    boolean isUsedByRunningListeners() {
        return redrives && (operation == AclOperation.READ || operation == AclOperation.WRITE);
    }

    AclBinding binding() {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + SecuredBroker.USER, "*", operation, AclPermissionType.ALLOW));
    }

    private static AclOperation operation(String name) {
        return AclOperation.fromString(
                name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }
}

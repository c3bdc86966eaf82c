package io.redrive.campaign.scenario;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A permission that no instance has for a while. */
final class Denial {

    private static final long LIMIT_S = 30;

    private final List<AclBinding> entries;

    /** Denies an operation on everything of a type whose name begins like that. */
    Denial(AclOperation operation, ResourceType type, String prefix) {
        var what = new ResourcePattern(type, prefix, PatternType.PREFIXED);
        this.entries = List.of(
                // Where anything is said, only what is allowed is.
                new AclBinding(what, everybody(AclOperation.ALL, AclPermissionType.ALLOW)),
                new AclBinding(what, everybody(operation, AclPermissionType.DENY)));
    }

    void begin(Stage stage) throws Exception {
        stage.cluster().admin().createAcls(entries).all().get(LIMIT_S, TimeUnit.SECONDS);
    }

    void end(Stage stage) throws Exception {
        stage.cluster()
                .admin()
                .deleteAcls(entries.stream().map(AclBinding::toFilter).toList())
                .all()
                .get(LIMIT_S, TimeUnit.SECONDS);
    }

    private static AccessControlEntry everybody(AclOperation operation, AclPermissionType type) {
        return new AccessControlEntry("User:*", "*", operation, type);
    }
}

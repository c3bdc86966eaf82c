package io.redrive.admin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;

/** Allows all, except what the name of a topic tells: an application may not create it, read its settings,
 * read or write it, or see it. */
public final class RestrictedAuthorizer implements Authorizer {

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        return actions.stream()
                .map(action -> isDenied(action) ? AuthorizationResult.DENIED : AuthorizationResult.ALLOWED)
                .toList();
    }

    private static boolean isDenied(Action action) {
        String name = action.resourcePattern().name();
        if (action.resourcePattern().resourceType() == ResourceType.CLUSTER) {
            // Whoever may create in the cluster may create any topic.
            return action.operation() == AclOperation.CREATE;
        }
        return switch (action.operation()) {
            case CREATE -> name.contains("nocreate");
            case DESCRIBE_CONFIGS -> name.contains("noconfigs");
            case DESCRIBE -> name.contains("hidden");
            case READ -> name.contains("noread");
            case WRITE -> name.contains("nowrite");
            default -> false;
        };
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo info) {
        return info.endpoints().stream()
                .collect(Collectors.toMap(each -> each, each -> CompletableFuture.<Void>completedFuture(null)));
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext context, List<AclBinding> bindings) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext context, List<AclBindingFilter> filters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return List.of();
    }

    @Override
    public void close() {}
}

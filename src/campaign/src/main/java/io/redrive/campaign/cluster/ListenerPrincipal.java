package io.redrive.campaign.cluster;

import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;

/**
 * Knows a client by the listener of the broker that it connects to, so that clients can be told apart without a password. Brokers make one
 * by its name.
 */
public final class ListenerPrincipal extends DefaultKafkaPrincipalBuilder {

    /** Creates one as a broker does. */
    public ListenerPrincipal() {
        super(null, null);
    }

    @Override
    public KafkaPrincipal build(AuthenticationContext context) {
        String listener = context.listenerName();
        return NodeProperties.isBehindLinks(listener)
                ? new KafkaPrincipal(KafkaPrincipal.USER_TYPE, listener)
                : KafkaPrincipal.ANONYMOUS;
    }
}

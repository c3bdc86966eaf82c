package io.redrive.admin;

import io.redrive.topic.RetryTopology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.LoggerFactory;

/**
 * Creates the missing topics of a listener and verifies those that exist. Of these it alters only retry topics that have
 * fewer partitions than their main topic, which may have grown: they get as many.
 *
 * <p>The topics of a listener take one request to describe them, one for their settings, and one to create what is missing;
 * a missing main topic takes another of each. What is merely unfortunate is logged once. Thread-safe; two instances that
 * create the same topics at the same time do not disturb each other.
 */
public final class TopicProvisioner {

    private final InstantSource clock;
    private final boolean asListener;
    private final Remarks remarks = new Remarks(LoggerFactory.getLogger(TopicProvisioner.class));

    /**
     * Creates a provisioner.
     *
     * @param asListener whether its clients are the same user for the brokers as those of the listeners, so that what it may
     *     do tells what they may do
     */
    public TopicProvisioner(InstantSource clock, boolean asListener) {
        this.clock = clock;
        this.asListener = asListener;
    }

    /**
     * Creates and verifies the topics of a listener.
     *
     * @param groups consumer groups of the listener, which it has to be allowed to use
     * @param within how long all requests together may take
     * @throws TopologyException when topics are wrong or missing; carries all that was found
     * @throws BrokerUnavailableException when the broker gave no answer in time; the same call may succeed later
     */
    public VerifiedTopics provision(Admin admin, RetryTopology topology, Collection<String> groups, Duration within) {
        return new Provisioning(
                        new AdminCalls(admin, clock, within), topology, remarks, asListener ? Set.copyOf(groups) : null)
                .run();
    }
}

package io.redrive.admin;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** How well the brokers of a cluster guard transactions against producers that were given up. */
public final class TransactionSupport {

    private static final String FEATURE = "transaction.version";
    private static final int GUARDED = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TransactionSupport() {}

    /** Returns what of it falls short, as a sentence, or null when nothing does, or nothing can be told. */
    public static @Nullable String shortcoming(BrokerAccess access, InstantSource clock) {
        try (Admin admin = access.admins().get()) {
            Answer<Integer> level = new AdminCalls(admin, clock, PATIENCE).feature(FEATURE);
            return level.isGranted() ? shortcoming(level.granted()) : null;
        } catch (BrokerUnavailableException | KafkaException unknown) {
            return null;
        }
    }

    static @Nullable String shortcoming(int level) {
        return level >= GUARDED
                ? null
                : "The brokers have " + FEATURE + "=" + level
                        + ": a late request of a producer that was given up can leave a"
                        + " transaction open, behind which readers of committed data wait. Use brokers from 4.0 on, and raise it:"
                        + " kafka-features.sh --bootstrap-server <broker> upgrade --feature " + FEATURE + "=" + GUARDED;
    }
}

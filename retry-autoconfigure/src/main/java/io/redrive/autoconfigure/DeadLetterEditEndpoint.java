package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.Operator;
import io.redrive.deadletter.DeadLetterAddress;
import io.redrive.redrive.RedriveOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Sends a dead letter back with something changed about it. There is none of it unless a property gives access. */
@WebEndpoint(id = "deadletteredit", defaultAccess = Access.NONE)
public final class DeadLetterEditEndpoint {

    private static final int ACCEPTED = 202;

    private final DeadLetterEdits edits;
    private final Disclosure disclosure;

    DeadLetterEditEndpoint(DeadLetterEdits edits, Disclosure disclosure) {
        this.edits = edits;
        this.disclosure = disclosure;
    }

    /**
     * Sends a dead letter back, or tells what would be changed about it.
     *
     * @param topic the dead-letter topic
     * @param partition its partition
     * @param offset its offset
     * @param value its new value
     * @param valueBase64 its new value, in Base64
     * @param tombstone {@code true} for no value
     * @param key its new key
     * @param keyBase64 its new key, in Base64
     * @param headers a line for each header of the application, {@code name:value}, or its name alone when it is removed
     * @param target {@code retry}, {@code main}, or the name of a configured topic
     * @param again whether it is sent when it was sent back before
     * @param archived whether it is sent when it is archived
     * @param dryRun whether nothing is sent
     * @param id id of the job
     * @param reason why, for the audit
     */
    @WriteOperation
    public WebEndpointResponse<?> edit(
            SecurityContext user,
            @Selector String topic,
            @Selector String partition,
            @Selector String offset,
            @Nullable String value,
            @Nullable String valueBase64,
            @Nullable String tombstone,
            @Nullable String key,
            @Nullable String keyBase64,
            @Nullable String headers,
            @Nullable String target,
            @Nullable String again,
            @Nullable String archived,
            @Nullable String dryRun,
            @Nullable String id,
            @Nullable String reason) {
        Operator operator = Operator.of(user, reason);
        EditParameters given = new EditParameters(value, valueBase64, tombstone, key, keyBase64, headers);
        return Answers.of("true".equals(dryRun) ? WebEndpointResponse.STATUS_OK : ACCEPTED, () -> {
            RedriveOptions options = RedriveParameters.options(target, null, null, null)
                    .withAgain(RedriveParameters.flag("again", again))
                    .withArchived(RedriveParameters.flag("archived", archived))
                    // Somebody has looked at it.
                    .withMostRedrives(Integer.MAX_VALUE)
                    .withEdit(given.edit())
                    .withId(id)
                    .by(operator.name(), operator.reason());
            return edits.send(
                    DeadLetterAddress.of(topic, partition + ":" + offset),
                    options,
                    RedriveParameters.flag("dryRun", dryRun),
                    disclosure.to(user));
        });
    }
}

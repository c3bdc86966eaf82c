package io.redrive.autoconfigure;

import io.redrive.admin.Backlog;
import io.redrive.autoconfigure.RetryTopicsReport.Change;
import io.redrive.autoconfigure.RetryTopicsReport.Refusal;
import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.autoconfigure.audit.Operator;
import io.redrive.autoconfigure.audit.OperatorAction;
import io.redrive.consume.TopicRole;
import io.redrive.listener.ListenerContainer;
import io.redrive.listener.RetryListeners;
import io.redrive.listener.RetryListeners.Entry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Shows the retry topics of the application and what waits in them, and pauses retries on this instance. */
@Endpoint(id = "retrytopics")
public final class RetryTopicsEndpoint implements DisposableBean {

    private final RetryListeners listeners;
    private final Backlogs backlogs;
    private final AuditTrail trail;

    RetryTopicsEndpoint(RetryListeners listeners, Backlogs backlogs, AuditTrail trail) {
        this.listeners = listeners;
        this.backlogs = backlogs;
        this.trail = trail;
    }

    /** Returns all retried listeners. */
    @ReadOperation
    public RetryTopicsReport retryTopics() {
        Map<String, RetryTopicsReport.Listener> reported = new TreeMap<>();
        backlogs.of(listeners.all()).forEach((each, backlog) -> reported.put(id(each), Reports.of(each, backlog)));
        return new RetryTopicsReport(RetryTopicsReport.THIS_INSTANCE, reported);
    }

    /** Returns one retried listener; where there is none with this id, those that there are. */
    @ReadOperation
    public WebEndpointResponse<?> listener(@Selector String listenerId) {
        Entry entry = find(listenerId);
        if (entry == null) {
            return refuseUnknown(listenerId);
        }
        Map<Entry, Backlog> backlog = backlogs.of(List.of(entry));
        return new WebEndpointResponse<>(Reports.of(entry, Objects.requireNonNull(backlog.get(entry))));
    }

    /**
     * Pauses or resumes the retry containers of a listener on this instance; its main topics are read as before.
     *
     * @param state {@code paused} or {@code running}
     * @param reason why, for the audit
     */
    @WriteOperation
    public WebEndpointResponse<?> change(@Selector String listenerId, @Nullable String state, @Nullable String reason) {
        return change(listenerId, state, new Operator(Operator.ANONYMOUS, reason));
    }

    WebEndpointResponse<?> change(String listenerId, @Nullable String state, Operator operator) {
        Entry entry = find(listenerId);
        if (entry == null) {
            return refuseUnknown(listenerId);
        }
        boolean pause = "paused".equals(state);
        if (!pause && !"running".equals(state)) {
            return refuse(
                    WebEndpointResponse.STATUS_BAD_REQUEST,
                    "INVALID_STATE",
                    (state == null ? "The state is missing" : "There is no state " + state)
                            + ": it must be paused or running");
        }
        List<ListenerContainer> retries = entry.listener().containers().stream()
                .filter(each -> each.role() == TopicRole.RETRY)
                .toList();
        if (retries.isEmpty()) {
            return refuse(
                    WebEndpointResponse.STATUS_BAD_REQUEST,
                    "NO_RETRY_TOPICS",
                    "Listener " + listenerId + " has no retry topics that could be paused");
        }
        retries.stream()
                .map(ListenerContainer::container)
                .forEach(pause ? MessageListenerContainer::pause : MessageListenerContainer::resume);
        trail.add(new OperatorAction(
                operator,
                pause ? "pause-retries" : "resume-retries",
                Map.of("listener", listenerId),
                Map.of("containers", (long) retries.size())));
        return new WebEndpointResponse<>(new Change(
                RetryTopicsReport.THIS_INSTANCE,
                listenerId,
                retries.stream().collect(Collectors.toMap(ListenerContainer::id, each -> Words.of(each.state())))));
    }

    private @Nullable Entry find(String listenerId) {
        return listeners.all().stream()
                .filter(each -> id(each).equals(listenerId))
                .findFirst()
                .orElse(null);
    }

    private static String id(Entry entry) {
        return entry.listener().topology().listenerId();
    }

    /** Called when the application ends. */
    @Override
    public void destroy() {
        backlogs.close();
    }

    private WebEndpointResponse<Refusal> refuseUnknown(String listenerId) {
        return refuse(
                WebEndpointResponse.STATUS_NOT_FOUND,
                "UNKNOWN_LISTENER",
                "There is no retried listener " + listenerId + ", only "
                        + listeners.all().stream()
                                .map(RetryTopicsEndpoint::id)
                                .sorted()
                                .toList());
    }

    private static WebEndpointResponse<Refusal> refuse(int status, String error, String message) {
        return new WebEndpointResponse<>(new Refusal(error, message), status);
    }
}

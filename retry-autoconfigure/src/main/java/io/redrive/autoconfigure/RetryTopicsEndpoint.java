package io.redrive.autoconfigure;

import io.redrive.admin.Backlog;
import io.redrive.autoconfigure.RetryTopicsReport.Change;
import io.redrive.autoconfigure.audit.AuditTrail;
import io.redrive.autoconfigure.audit.Operator;
import io.redrive.autoconfigure.audit.OperatorAction;
import io.redrive.consume.TopicRole;
import io.redrive.listener.ListenerContainer;
import io.redrive.listener.RetryListeners;
import io.redrive.listener.RetryListeners.Entry;
import io.redrive.pause.Pause;
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

/** Shows the retry topics of the application and what waits in them, and pauses retries on all instances. */
@Endpoint(id = "retrytopics")
public final class RetryTopicsEndpoint implements DisposableBean {

    private final RetryListeners listeners;
    private final PausedRetries pauses;
    private final Backlogs backlogs;
    private final AuditTrail trail;

    RetryTopicsEndpoint(RetryListeners listeners, PausedRetries pauses, Backlogs backlogs, AuditTrail trail) {
        this.listeners = listeners;
        this.pauses = pauses;
        this.backlogs = backlogs;
        this.trail = trail;
    }

    /** Returns all retried listeners. */
    @ReadOperation
    public RetryTopicsReport retryTopics() {
        Map<String, RetryTopicsReport.Listener> reported = new TreeMap<>();
        backlogs.of(listeners.all()).forEach((each, backlog) -> reported.put(id(each), report(each, backlog)));
        return new RetryTopicsReport(RetryTopicsReport.THIS_INSTANCE, reported);
    }

    /** Returns one retried listener; where there is none with this id, those that there are. */
    @ReadOperation
    public WebEndpointResponse<?> listener(@Selector String listenerId) {
        return Answers.of(() -> {
            Entry entry = find(listenerId);
            return report(
                    entry, Objects.requireNonNull(backlogs.of(List.of(entry)).get(entry)));
        });
    }

    private RetryTopicsReport.Listener report(Entry entry, Backlog backlog) {
        return Reports.of(entry, backlog, pauses.find(entry.listener()));
    }

    /**
     * Pauses or resumes the retries of a listener on all instances; its main topics are read as before.
     *
     * @param state {@code paused} or {@code running}
     * @param reason why, for whoever looks and for the audit
     */
    @WriteOperation
    public WebEndpointResponse<?> change(@Selector String listenerId, @Nullable String state, @Nullable String reason) {
        return change(listenerId, state, new Operator(Operator.ANONYMOUS, reason));
    }

    WebEndpointResponse<?> change(String listenerId, @Nullable String state, Operator operator) {
        return Answers.of(() -> {
            Entry entry = find(listenerId);
            boolean pause = isPause(state);
            if (retries(entry).isEmpty()) {
                throw invalid(
                        "NO_RETRY_TOPICS", "Listener " + listenerId + " has no retry topics that could be paused");
            }
            return pause ? pause(entry, operator) : resume(entry, operator);
        });
    }

    private static boolean isPause(@Nullable String state) {
        if (!"paused".equals(state) && !"running".equals(state)) {
            throw invalid(
                    "INVALID_STATE",
                    (state == null ? "The state is missing" : "There is no state " + state)
                            + ": it must be paused or running");
        }
        return "paused".equals(state);
    }

    private Change pause(Entry entry, Operator operator) {
        Pause pause = pauses.pause(entry.listener(), operator);
        return changed(entry, operator, "pause-retries", pause);
    }

    private Change resume(Entry entry, Operator operator) {
        pauses.resume(entry.listener());
        return changed(entry, operator, "resume-retries", null);
    }

    private Change changed(Entry entry, Operator operator, String action, @Nullable Pause pause) {
        List<ListenerContainer> retries = retries(entry);
        trail.add(new OperatorAction(
                operator, action, Map.of("listener", id(entry)), Map.of("containers", (long) retries.size())));
        return new Change(
                id(entry),
                RetryTopicsReport.Pause.of(pause),
                retries.stream().collect(Collectors.toMap(ListenerContainer::id, each -> Words.of(each.state()))));
    }

    private static List<ListenerContainer> retries(Entry entry) {
        return entry.listener().containers().stream()
                .filter(each -> each.role() == TopicRole.RETRY)
                .toList();
    }

    private Entry find(String listenerId) {
        return listeners.all().stream()
                .filter(each -> id(each).equals(listenerId))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        WebEndpointResponse.STATUS_NOT_FOUND,
                        "UNKNOWN_LISTENER",
                        "There is no retried listener " + listenerId + ", only "
                                + listeners.all().stream()
                                        .map(RetryTopicsEndpoint::id)
                                        .sorted()
                                        .toList()));
    }

    private static String id(Entry entry) {
        return entry.listener().topology().listenerId();
    }

    private static RefusedException invalid(String error, String message) {
        return new RefusedException(WebEndpointResponse.STATUS_BAD_REQUEST, error, message);
    }

    /** Called when the application ends. */
    @Override
    public void destroy() {
        backlogs.close();
    }
}

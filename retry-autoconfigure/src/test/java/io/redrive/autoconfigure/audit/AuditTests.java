package io.redrive.autoconfigure.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.security.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;

class AuditTests {

    private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");

    private final Logger log = (Logger) LoggerFactory.getLogger(AuditLog.NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<Object> published = new ArrayList<>();

    @BeforeEach
    void capture() {
        lines.start();
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        log.addAppender(lines);
    }

    @AfterEach
    void release() {
        log.detachAppender(lines);
        log.setAdditive(true);
        log.setLevel(null);
    }

    @Test
    void tellsWhoDidWhatToHowMuchAndWhyInOneLineAndOneEvent() {
        // given
        Map<String, String> selection = new LinkedHashMap<>();
        selection.put("topic", "orders-dlt");
        selection.put("exception", "PaymentDeclined");

        // when
        trail().add(new OperatorAction(new Operator("alice", "INC-7"), "purge", selection, Map.of("records", 97L)));

        // then
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Operator alice: purge topic=orders-dlt, exception=PaymentDeclined, records=97;"
                        + " reason: INC-7");
        assertThat(event().getTimestamp()).isEqualTo(NOW);
        assertThat(event().getPrincipal()).isEqualTo("alice");
        assertThat(event().getType()).isEqualTo("REDRIVE");
        assertThat(event().getData())
                .isEqualTo(Map.of(
                        "action",
                        "purge",
                        "selection",
                        selection,
                        "counts",
                        Map.of("records", 97L),
                        "reason",
                        "INC-7"));
    }

    @Test
    void leavesOutAReasonThatNobodyGave() {
        // when
        trail().add(pause(new Operator("alice", " ")));

        // then
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Operator alice: pause-retries listener=orders, containers=1");
        assertThat(event().getData()).doesNotContainKey("reason");
    }

    @Test
    void writesOneLineWhateverTheReasonContains() {
        // when
        trail().add(pause(new Operator("ali\u2028ce", "INC-7\r\nOperator bob: purge")));

        // then
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Operator ali ce: pause-retries listener=orders, containers=1;"
                        + " reason: INC-7  Operator bob: purge");
    }

    @Test
    void cutsLongReasons() {
        assertThat(new Operator("alice", "x".repeat(1_001)).reason()).isEqualTo("x".repeat(1_000));
    }

    @Test
    void takesTheNameOfThePrincipalAndAnonymousWhereThereIsNone() {
        assertThat(Operator.of(SecurityContext.NONE, null)).isEqualTo(new Operator("anonymous", null));
        assertThat(Operator.of(signedIn(() -> "alice"), "INC-7")).isEqualTo(new Operator("alice", "INC-7"));
    }

    @Test
    void hasTheLineAtLeastWhenAnEventIsNotKept() {
        // given
        AuditTrail trail = new AuditEvents(
                new AuditLog(),
                event -> {
                    throw new IllegalStateException("the audit database is away");
                },
                InstantSource.fixed(NOW));

        // when
        trail.add(pause(new Operator("alice", null)));

        // then
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Operator alice: pause-retries listener=orders, containers=1",
                        "What an operator did was not kept as an audit event; the line above has it");
    }

    private AuditTrail trail() {
        return new AuditEvents(new AuditLog(), published::add, InstantSource.fixed(NOW));
    }

    private AuditEvent event() {
        assertThat(published).singleElement().isInstanceOf(AuditApplicationEvent.class);
        return ((AuditApplicationEvent) published.get(0)).getAuditEvent();
    }

    private static OperatorAction pause(Operator operator) {
        return new OperatorAction(operator, "pause-retries", Map.of("listener", "orders"), Map.of("containers", 1L));
    }

    private static SecurityContext signedIn(Principal principal) {
        return new SecurityContext() {

            @Override
            public Principal getPrincipal() {
                return principal;
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }
        };
    }
}

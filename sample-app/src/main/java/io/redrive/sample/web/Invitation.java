package io.redrive.sample.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says in the log how to take part. */
@Component
class Invitation {

    private static final Logger log = LoggerFactory.getLogger(Invitation.class);

    @EventListener
    void invite(WebServerInitializedEvent event) {
        // A management port of its own starts a second web server.
        if (event.getApplicationContext().getServerNamespace() == null) {
            String orders = "localhost:" + event.getWebServer().getPort() + "/orders";
            log.info("An order's history: curl {}/0003", orders);
            log.info(
                    "An order of yours:   curl {} --json '{\"id\": \"A-1\", \"amount\": \"12.02\", \"customer\": \"Ada\"}'",
                    orders);
        }
    }
}

package io.redrive.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/** The sample in its profile {@code secured}, without orders of its own; all tests that have this use the same one. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = SampleApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.orders.count=0",
            "sample.broker.port=0",
            "redrive.metrics.topics-interval=1s",
            "spring.http.clients.connect-timeout=20s",
            "spring.http.clients.read-timeout=20s"
        })
@ActiveProfiles("secured")
public @interface ProtectedSample {}

package io.redrive.annotation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;

/**
 * The way to a dead-letter topic of its own.
 *
 * @param suffix what the name of the topic has in addition
 * @param failures the failures, or causes of failures, whose records take it
 */
record DeadLetterRoute(String suffix, Set<Class<? extends Throwable>> failures) {

    static List<DeadLetterRoute> of(ExceptionBasedDltDestination[] destinations) {
        return Stream.of(destinations)
                .map(each -> new DeadLetterRoute(each.suffix(), Set.of(each.exceptions())))
                .toList();
    }

    static List<DeadLetterRoute> of(Map<String, Set<Class<? extends Throwable>>> bySuffix) {
        return bySuffix.entrySet().stream()
                .map(each -> new DeadLetterRoute(each.getKey(), each.getValue()))
                .toList();
    }

    static List<Set<Class<? extends Throwable>>> rules(List<DeadLetterRoute> routes) {
        return routes.stream()
                .<Set<Class<? extends Throwable>>>map(DeadLetterRoute::failures)
                .toList();
    }
}

package io.redrive.admin;

import io.redrive.RedriveException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The topics of listeners are wrong, and trying again does not change that: somebody has to act. */
public final class TopologyException extends RedriveException {

    private static final long serialVersionUID = 1L;

    private final List<String> listeners;
    private final List<TopicProblem> problems;

    TopologyException(List<String> listeners, List<TopicProblem> problems) {
        super(message(listeners, problems));
        this.listeners = List.copyOf(listeners);
        this.problems = List.copyOf(problems);
    }

    /** Returns one exception with the listeners and problems of all. */
    static TopologyException merge(Collection<TopologyException> all) {
        return new TopologyException(
                all.stream().flatMap(each -> each.listeners.stream()).distinct().toList(),
                all.stream().flatMap(each -> each.problems.stream()).distinct().toList());
    }

    /** Returns the ids of the listeners that cannot run. */
    public List<String> listeners() {
        return listeners;
    }

    /** Returns everything that was found, at least one problem. */
    public List<TopicProblem> problems() {
        return problems;
    }

    private static String message(List<String> listeners, List<TopicProblem> problems) {
        return problems.stream()
                .map(problem -> System.lineSeparator() + "  - " + problem)
                .collect(Collectors.joining(
                        "", "The topics of listener " + String.join(", ", listeners) + " are wrong:", ""));
    }
}

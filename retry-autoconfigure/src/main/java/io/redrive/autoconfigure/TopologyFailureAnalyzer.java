package io.redrive.autoconfigure;

import io.redrive.admin.TopicProblem;
import io.redrive.admin.TopologyException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells which topics are wrong and what an operator can do about each. */
final class TopologyFailureAnalyzer extends AbstractFailureAnalyzer<TopologyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TopologyException cause) {
        return new FailureAnalysis(
                "The topics of listener " + String.join(", ", cause.listeners()) + " are wrong:\n"
                        + cause.problems().stream()
                                .map(problem -> "  - " + problem.topic() + " " + problem.what())
                                .collect(Collectors.joining("\n")),
                cause.problems().stream().map(TopicProblem::action).distinct().collect(Collectors.joining("\n")),
                cause);
    }
}

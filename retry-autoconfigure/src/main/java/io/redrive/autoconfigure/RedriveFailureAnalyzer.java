package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells what is wrong with a listener and what to write instead. */
final class RedriveFailureAnalyzer extends AbstractFailureAnalyzer<RedriveConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RedriveConfigurationException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}

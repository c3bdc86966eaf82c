package io.redrive.sample.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redrive.sample.monitoring.PromQl.Selector;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTests {

    @Test
    void findsMetricsAndTheLabelsTheyAreRestrictedBy() {
        assertThat(PromQl.of("up").selectors()).containsExactly(new Selector("up", Set.of()));
        assertThat(PromQl.of("http_requests_total{code=~\"5..\", method!='by'}[5m] offset 1h")
                        .selectors())
                .containsExactly(new Selector("http_requests_total", Set.of("code", "method")));
        assertThat(PromQl.of("a:b:rate5m{} > bool 1e3").selectors())
                .containsExactly(new Selector("a:b:rate5m", Set.of()));
    }

    @Test
    void tellsMetricsFromFunctionsAggregationsAndWords() {
        PromQl query = PromQl.of("""
                histogram_quantile(0.99, sum by (le, job) (rate(latency_seconds_bucket[$__rate_interval])))
                  and on (job) group_left (version) avg(build_info) without (pod)
                  unless sum without(pod) (rate(errors_total{job="$job", text="sum(x) and y{z}"}[30m])) > Inf # nothing
                """);

        assertThat(query.selectors())
                .containsExactly(
                        new Selector("latency_seconds_bucket", Set.of()),
                        new Selector("build_info", Set.of()),
                        new Selector("errors_total", Set.of("job", "text")));
        assertThat(query.groupings()).containsExactlyInAnyOrder("le", "job", "version", "pod");
    }

    @Test
    void readsSubqueriesVariablesAndEscapedQuotes() {
        assertThat(PromQl.of("max_over_time(depth{q=\"a\\\"}b\"}[1h:${step}]) / $scale")
                        .selectors())
                .containsExactly(new Selector("depth", Set.of("q")));
    }

    @Test
    void refusesWhatItCannotTell() {
        assertThatIllegalArgumentException().isThrownBy(() -> PromQl.of("{__name__=~\"redrive_.*\"}"));
        assertThatIllegalArgumentException().isThrownBy(() -> PromQl.of("sum by (job"));
    }
}

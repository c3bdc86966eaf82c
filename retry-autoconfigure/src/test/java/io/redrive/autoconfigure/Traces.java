package io.redrive.autoconfigure;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes spans of an application's observations, carried on in the header {@code traceparent}. */
@Configuration(proxyBeanMethods = false)
class Traces {

    private static final String HEADER = "traceparent";

    private final SimpleTracer tracer = new SimpleTracer();
    private final AtomicInteger open = new AtomicInteger();

    @Bean
    ObservationRegistry observationRegistry() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new Open());
        registry.observationConfig()
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, new TraceParent()),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, new TraceParent()),
                        new DefaultTracingObservationHandler(tracer)));
        return registry;
    }

    /** Returns how many observations have begun and not ended. */
    int open() {
        return open.get();
    }

    /** Returns the spans of a trace, in the order in which they began. */
    List<SimpleSpan> spans(String traceId) {
        return tracer.getSpans().stream()
                .filter(span -> span.context().traceId().equals(traceId))
                .toList();
    }

    /** Returns the trace that goes on in a record with this header. */
    static String traceId(String header) {
        return header.split("-", -1)[1];
    }

    private final class Open implements ObservationHandler<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onStart(Observation.Context context) {
            open.incrementAndGet();
        }

        @Override
        public void onStop(Observation.Context context) {
            open.decrementAndGet();
        }
    }

    /** The W3C's header, as far as it is needed here. */
    private final class TraceParent implements Propagator {

        @Override
        public List<String> fields() {
            return List.of(HEADER);
        }

        @Override
        public <C> void inject(TraceContext context, C carrier, Setter<C> setter) {
            setter.set(carrier, HEADER, "00-" + context.traceId() + "-" + context.spanId() + "-01");
        }

        @Override
        public <C> Span.Builder extract(C carrier, Getter<C> getter) {
            String header = getter.get(carrier, HEADER);
            if (header == null) {
                // By itself the tracer gives all traces that begin without a parent the same id.
                return child(UUID.randomUUID().toString().replace("-", ""), "");
            }
            String[] parts = header.split("-", -1);
            return child(parts[1], parts[2]);
        }

        private Span.Builder child(String traceId, String spanId) {
            return tracer.spanBuilder()
                    .setParent(tracer.traceContextBuilder()
                            .traceId(traceId)
                            .spanId(spanId)
                            .sampled(true)
                            .build());
        }
    }
}

package dev.preceptor.stage.stream;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Job;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The traces of the events that a topology emits. Channels continue a trace by themselves; Kafka Streams only keeps the headers of a
 * record. With tracing off no span is recorded and no header is written.
 */
public final class EventTraces {

    /** Of the topics of jobs, only this one is written to by a topology. */
    private static final Map<Class<? extends Event>, Topic> TOPICS = Arrays.stream(Topic.values())
            .filter(topic -> topic.eventType() != Job.class || topic == Topic.TASK_GENERATIONS)
            .collect(Collectors.toMap(Topic::eventType, Function.identity()));

    private final TopicNames names;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    public EventTraces(OpenTelemetry telemetry, TopicNames names) {
        this.names = names;
        this.tracer = telemetry.getTracer("dev.preceptor.stage.stream");
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    /** @param off whether tracing is off: even a disabled SDK would write headers */
    public static EventTraces of(OpenTelemetry telemetry, TopicNames names, boolean off) {
        return new EventTraces(off ? OpenTelemetry.noop() : telemetry, names);
    }

    /** The headers of an event that begins a trace. */
    public Headers begin(Event event) {
        return published(event, SpanBuilder::setNoParent);
    }

    /** The headers of an event that continues the trace of the record with these headers. */
    public Headers continued(Event event, Headers cause) {
        Context trace = propagator.extract(Context.root(), cause, HeaderGetter.INSTANCE);
        return published(event, span -> span.setParent(trace));
    }

    private Headers published(Event event, Function<SpanBuilder, SpanBuilder> parent) {
        String topic = names.of(TOPICS.get(event.getClass()));
        SpanBuilder builder = parent.apply(tracer.spanBuilder(topic + " publish"))
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("preceptor.run", event.runId());
        if (event.key().startsWith(event.runId() + "/")) {
            builder.setAttribute(
                    "preceptor.task", event.key().substring(event.runId().length() + 1));
        }
        Span span = builder.startSpan();
        Headers headers = new RecordHeaders();
        propagator.inject(
                Context.root().with(span),
                headers,
                (carrier, key, value) -> carrier.add(key, value.getBytes(StandardCharsets.UTF_8)));
        span.end();
        return headers;
    }

    private enum HeaderGetter implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Headers headers) {
            return StreamSupport.stream(headers.spliterator(), false)
                    .map(Header::key)
                    .toList();
        }

        @Override
        public String get(Headers headers, String key) {
            Header header = headers.lastHeader(key);
            return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}

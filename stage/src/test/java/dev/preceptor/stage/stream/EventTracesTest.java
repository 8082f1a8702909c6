package dev.preceptor.stage.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventTracesTest {

    private static final TrainingProgress EVENT =
            new TrainingProgress("job", "run-1", 1, new TrainingStep(1, 0.5, 1e-4, 1, 10), 2, 100);

    @RegisterExtension
    final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

    @Test
    void anEventBeginsATraceThatItsHeadersName() {
        Headers headers = new EventTraces(telemetry.getOpenTelemetry(), TopicNames.UNPREFIXED).begin(EVENT);

        SpanData span = telemetry.getSpans().get(0);
        assertThat(span.getName()).isEqualTo("training-progress publish");
        assertThat(span.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(text(headers)).isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
    }

    @Test
    void aTraceGoesOnFromTheHeadersOfAnother() {
        EventTraces traces = new EventTraces(telemetry.getOpenTelemetry(), TopicNames.UNPREFIXED);

        Headers headers = traces.continued(EVENT, traces.begin(EVENT));

        List<SpanData> spans = telemetry.getSpans();
        assertThat(spans.get(1).getTraceId()).isEqualTo(spans.get(0).getTraceId());
        assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(0).getSpanId());
        assertThat(text(headers)).contains(spans.get(1).getSpanId());
    }

    @Test
    void withTracingOffThereAreNoHeaders() {
        EventTraces traces = new EventTraces(OpenTelemetry.noop(), TopicNames.UNPREFIXED);

        assertThat(traces.begin(EVENT)).isEmpty();
        assertThat(traces.continued(EVENT, traces.begin(EVENT))).isEmpty();
    }

    private static String text(Headers headers) {
        return new String(headers.lastHeader("traceparent").value(), StandardCharsets.UTF_8);
    }
}

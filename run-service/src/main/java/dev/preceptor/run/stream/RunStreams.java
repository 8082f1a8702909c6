package dev.preceptor.run.stream;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.practice.Manifests;
import dev.preceptor.run.practice.Recordings;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.ProcessingLimits;
import dev.preceptor.stage.stream.StoreProbe;
import dev.preceptor.stage.stream.ThreadReplacement;
import dev.preceptor.stage.stream.Window;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;

/** Makes the topology that Quarkus runs as Kafka Streams. It must not inject the running KafkaStreams, which needs it. */
@Singleton
public class RunStreams {

    private static final Window BY_PACE = new Window(64, 512);

    @Produces
    @Singleton
    Topology topology(
            RunSettings settings,
            ArtifactStore artifacts,
            TopicNames names,
            MeterRegistry meters,
            OpenTelemetry telemetry) {
        return RunTopology.build(
                names,
                new ProcessingLimits(
                        window(settings),
                        settings.storePatience(),
                        StoreProbe.threads(),
                        new RecordLimit(settings.topics().maxMessageBytes())),
                RunDataDeletion.ENTRIES_PER_STEP,
                new RunArtifactAccess(
                        new DataSetTasks(artifacts::readDataSet),
                        new Recordings(artifacts::readDataSet),
                        new Manifests(artifacts::putDataSet),
                        checkpoint -> ArtifactStore.jobOf(checkpoint).ifPresent(artifacts::deleteJob)),
                new RunMeters(meters),
                EventTraces.of(telemetry, names, settings.tracesOff()));
    }

    @Produces
    @Singleton
    StreamsUncaughtExceptionHandler threadReplacement() {
        return new ThreadReplacement(System::currentTimeMillis);
    }

    private static Window window(RunSettings settings) {
        if (settings.window().isEmpty()) {
            return BY_PACE;
        }
        int tasks = settings.window().getAsInt();
        if (tasks < 1) {
            throw new ConfigurationException("run.window is " + tasks + ": set it to 1 or more, or leave it out");
        }
        return Window.fixed(tasks);
    }
}

package dev.preceptor.run.practice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManifestsTest {

    private static final Run RUN = Runs.run(Method.PERSD, 1, 1, 5);

    private final List<String> kept = new ArrayList<>();
    private final Manifests manifests = new Manifests(lines -> {
        kept.addAll(lines);
        return new DataSet("s3://bucket/manifest", "ab", lines.size());
    });

    /** A producer of Kafka takes a mebibyte. */
    @Test
    void theEventStaysSmallHoweverManyExamplesItNames() throws IOException {
        List<String> ids = IntStream.range(0, 100_000)
                .mapToObj(number -> Ids.of("example", number))
                .sorted()
                .toList();

        TrainingJob job = manifests.naming(job(ids), RUN);

        assertThat(Json.mapper().writeValueAsBytes(job)).hasSizeLessThan(3_000);
        assertThat(kept).isEqualTo(ids);
        assertThat(job.exampleCount()).isEqualTo(100_000);
        assertThat(job.id()).isEqualTo(TrainingJob.idOf(Runs.RUN, 1, ids));
    }

    @Test
    void theExamplesAreYoungerThanTheRunButForItsClock() {
        assertThat(RUN.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(manifests.naming(job(List.of("a")), RUN).examplesSince())
                .isEqualTo(Instant.parse("2025-12-31T23:00:00Z"));
    }

    private static TrainingJob job(List<String> ids) {
        return TrainingJobBuilder.builder()
                .id(TrainingJob.idOf(Runs.RUN, 1, ids))
                .runId(Runs.RUN)
                .round(1)
                .exampleIds(ids)
                .build();
    }
}

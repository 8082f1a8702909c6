package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.TrainingJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe of a student whose abilities are scripted. Its teacher's server does not exist, so that a call to it would be seen. */
class ProbeIT {

    private static final List<String> FUNCTIONS = List.of("easy", "mended", "read_up", "never");

    @TempDir
    Path folder;

    @Test
    void whatTheStudentSolvesAloneAndShownIsMeasuredWithoutTheTeacher() throws Exception {
        try (ScriptedStudent student = new ScriptedStudent(
                Map.of("as-it-came", Set.of("easy", "mended corrected", "read_up corrected with manual")))) {
            Path specification = specification(student, "FUNCTIONS.md");
            try (PackagedCommandLine command = probe(specification)) {
                assertThat(command.end()).as(command.err()).isZero();
                assertThat(command.out())
                        .containsPattern("alone +1 of 4 of the samples")
                        .containsPattern("shown the feedback +1 of 3 of the failures mended")
                        .containsPattern("shown the manual, too +2 of 3 of the failures mended")
                        .containsPattern("method +persd-combined")
                        .contains("WRONG_RESULT");
            }
        }
        JsonNode probe = Json.mapper().readTree(folder.resolve("probe.json").toFile());
        assertThat(probe.at("/alone/failures/WRONG_RESULT").asInt()).isEqualTo(3);
        assertThat(probe.path("performanceGap").asDouble()).isCloseTo(0.5, within(1e-9));
        assertThat(probe.at("/expected/failures").asInt()).isEqualTo(3);
        assertThat(probe.at("/expected/estimate/likely/calls").asInt()).isEqualTo(3);
        assertThat(probe.at("/recommendation/adaptation/value").asText()).isEqualTo("full");
        assertThat(probe.at("/loss/programs").asInt()).isEqualTo(3);
        assertThat(probe.at("/loss/without").asDouble()).isPositive();
        RecordedTopics topics = RecordedTopics.of(folder.resolve("data"));
        assertThat(topics.events(Topic.TRAINING_JOBS, TrainingJob.class)).isEmpty();
        assertThat(topics.deadLetters()).isEmpty();
    }

    private PackagedCommandLine probe(Path specification) throws Exception {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                "probe",
                specification.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--json",
                folder.resolve("probe.json").toString());
    }

    private Path specification(ScriptedStudent student, String manual) throws Exception {
        TinyRun.in(folder);
        Files.writeString(folder.resolve(manual), "Each function returns twice its argument.");
        Files.write(
                folder.resolve("practice.jsonl"),
                FUNCTIONS.stream()
                        .map(function ->
                                "{\"id\": \"p/%s\", \"prompt\": \"Write %s(n): 2 * n.\", \"entryPoint\": \"%s\", \"tests\": [\"assert %s(2) == 4\"]}"
                                        .formatted(function, function, function, function))
                        .toList());
        return Files.writeString(
                folder.resolve("probed.yaml"),
                """
                name: probed
                student: {model: model, backend: openai, baseUrl: "%s", servedModel: as-it-came, checkpointModel: "round-{round}"}
                teacher: {backend: openai, baseUrl: "http://localhost:1/v1", model: nobody, budgetUsd: 1, context: %s,
                          pricePerMillionTokens: {prompt: 1.0, completion: 2.0}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                """
                        .formatted(student.baseUrl(), manual));
    }
}

package dev.preceptor.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessDefinitionsTest {

    @TempDir
    Path folder;

    @Test
    void optionsForJavaFollowItsOwnAndStandBeforeWhatIsStarted() {
        List<String> command = broker(Map.of("PRECEPTOR_JAVA_OPTIONS", " -Xmx1g  -XX:TieredStopAtLevel=4 "));

        assertThat(command).containsSubsequence("-Xmx384m", "-Xmx1g", "-XX:TieredStopAtLevel=4", "-jar", "broker");
    }

    @Test
    void withoutAnyNothingStandsInTheirPlace() {
        assertThat(broker(Map.of("PRECEPTOR_JAVA_OPTIONS", " "))).isEqualTo(broker(Map.of()));
        assertThat(broker(Map.of())).doesNotContain("");
    }

    @Test
    void everyReplicaOfTheRunServiceKnowsTheFirstStudent() throws IOException {
        for (Service service : Service.values()) {
            Path jar = folder.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
            Files.createDirectories(jar.getParent());
            Files.createFile(jar);
        }
        List<ProcessDefinition> processes = new ProcessDefinitions(folder, folder.resolve("preceptor.jar"), Map.of())
                .services(new ProcessSettings(
                        new DataDirectory(folder),
                        new Home(folder),
                        8080,
                        9092,
                        Replicas.of("run=2,student=2"),
                        Map.of()));

        ProcessDefinition student = named("student-1", processes);
        String port = student.command().stream()
                .filter(option -> option.startsWith("-Dquarkus.http.port="))
                .map(option -> option.substring(option.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        for (String run : List.of("run-1", "run-2")) {
            assertThat(named(run, processes).command()).contains("-Drun.student-url=http://localhost:" + port);
        }
        assertThat(named("run-1", processes).command()).contains("-Dquarkus.http.port=8080");
        assertThat(named("student-2", processes).command()).doesNotContain("-Dquarkus.http.port=" + port);
    }

    private static ProcessDefinition named(String name, List<ProcessDefinition> processes) {
        return processes.stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> broker(Map<String, String> environment) {
        return new ProcessDefinitions(folder, folder.resolve("preceptor.jar"), environment)
                .broker(new DataDirectory(folder), 9092)
                .command();
    }
}

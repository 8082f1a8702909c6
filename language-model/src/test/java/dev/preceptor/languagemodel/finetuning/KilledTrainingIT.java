package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.languagemodel.network.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills training processes with SIGKILL and resumes them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KilledTrainingIT {

    @TempDir
    Path folder;

    @Test
    void aKilledTrainingResumesWithTheSameResult() throws Exception {
        List<String> interrupted = new ArrayList<>();
        for (int lines : new int[] {7, 60, 95}) {
            interrupted.addAll(train(lines));
        }
        List<String> last = train(Integer.MAX_VALUE);

        List<String> whole = new ArrayList<>();
        String sha256;
        try (FineTuning tuning = FineTuning.load(Golden.folder("llama"), KilledTraining.OPTIONS)) {
            tuning.run(GoldenExamples.random(40), (step, speed) -> whole.add("step " + step));
            sha256 = tuning.save(folder.resolve("whole")).sha256();
        }
        assertThat(last).contains("sha256 " + sha256);
        assertThat(whole).hasSize(360).containsAll(interrupted);
        assertThat(last.size()).isLessThan(whole.size());
        assertThat(whole).endsWith(last.get(last.size() - 2));
    }

    /** Returns the output of a process, which is killed with SIGKILL after this many lines. */
    private List<String> train(int lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTraining.class.getName(),
                        folder.resolve("state").toString(),
                        folder.resolve("result").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> printed = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null && printed.size() < lines; line = output.readLine()) {
                printed.add(line);
            }
        } finally {
            process.destroyForcibly();
        }
        int status = process.waitFor();
        assertThat(status).isEqualTo(lines == Integer.MAX_VALUE ? 0 : 128 + 9);
        return printed;
    }
}

package dev.preceptor.stage.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Only a process that ends can show what happens while it ends. */
class StartupInterruptIT {

    @Test
    void interruptsAtOnceInAProcessThatIsEnding() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndingProcess.class.getName())
                .redirectErrorStream(true)
                .start();

        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed).isEqualToIgnoringNewLines("interrupted: true");
    }

    static final class EndingProcess {

        private EndingProcess() {}

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(EndingProcess::start));
        }

        private static void start() {
            try (StartupInterrupt stop = StartupInterrupt.interrupting(Thread.currentThread())) {
                System.out.println("interrupted: " + Thread.currentThread().isInterrupted());
            }
        }
    }
}

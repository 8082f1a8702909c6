package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose student's server refuses adapters: it is held with the server's words, and goes on where the server is mended. */
class RefusedRolloutIT {

    private static final int TASKS = TinyRun.TEACHABLE + TinyRun.UNTEACHABLE;

    @TempDir
    Path folder;

    @Test
    void isHeldInRoundsAndExamsAndLosesNothing() throws Exception {
        Path specification = TinyRun.in(folder);
        try (AdapterServer server = new AdapterServer(4);
                ServeProcess services = ServeProcess.start(folder)) {
            Files.writeString(
                    specification,
                    """
                    name: refused
                    student: {model: "%s", backend: openai, baseUrl: "%s", servedModel: %s, rollout: lora}
                    teacher: {backend: reference}
                    tasks: {practice: practice.jsonl, exam: exam.jsonl}
                    method: persd
                    rounds: 2
                    practice: {maxTokens: 8}
                    training: {adaptation: lora, loraRank: 8, epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                    exam: {maxTokens: 8}
                    """
                            .formatted(folder.resolve("model"), server.baseUrl(), AdapterServer.BASE));

            RunReport untrained = request(specification, services);
            assertThat(untrained.state()).isEqualTo(Run.State.HELD);
            assertThat(untrained.reason()).contains("LoRA rank 8 is greater than max_lora_rank 4.");
            assertThat(untrained.ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 0));

            server.setMaxRank(8);
            server.setOutOfMemory(true);
            RunReport trained = requestUntil(
                    specification,
                    services,
                    report -> report.reason() != null && report.reason().contains("No free lora slots."));
            assertThat(trained.state()).isEqualTo(Run.State.HELD);
            assertThat(trained.rounds().get(0).checkpoint()).isNotNull();
            assertThat(trained.rounds().get(0).ledger().faulted()).isZero();

            server.setOutOfMemory(false);
            RunReport finished = requestUntil(specification, services, report -> report.state() == Run.State.FINISHED);
            assertThat(finished.ledger())
                    .isEqualTo(new Ledger(0, 2 * TinyRun.TEACHABLE, 2 * TinyRun.UNTEACHABLE, 0, 0));
            assertThat(finished.rounds())
                    .allSatisfy(round -> assertThat(round.tasks()).isEqualTo(TASKS));
            assertThat(finished.exams())
                    .hasSize(3)
                    .extracting(ExamReport::faulted)
                    .containsOnly(0);
        }
    }

    /** A server's refusal is remembered for some seconds, so that the same request may be answered with it again. */
    private static RunReport requestUntil(
            Path specification, ServeProcess services, java.util.function.Predicate<RunReport> condition) {
        AtomicReference<RunReport> last = new AtomicReference<>();
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
            last.set(request(specification, services));
            return condition.test(last.get());
        });
        return last.get();
    }

    private static RunReport request(Path specification, ServeProcess services) throws Exception {
        CommandLineCall run =
                CommandLineCall.of("run", specification.toString(), "--server", services.address(), "--json", "-");
        return Json.mapper().readValue(run.out(), RunReport.class);
    }
}

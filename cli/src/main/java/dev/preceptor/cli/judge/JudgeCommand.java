package dev.preceptor.cli.judge;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The sandbox alone, on a file of samples. */
@Command(
        name = "judge",
        description = "Judge samples in the sandbox, and estimate pass@k.",
        mixinStandardHelpOptions = true)
public final class JudgeCommand implements Callable<Integer> {

    @Option(
            names = "--tasks",
            required = true,
            paramLabel = "T.jsonl",
            description = "Tasks: Preceptor's own form, human-eval's or MBPP's.")
    private Path tasks;

    @Option(
            names = "--samples",
            required = true,
            paramLabel = "S.jsonl",
            description = "Samples: lines of {\"task_id\", \"completion\"} or {\"task_id\", \"code\"}.")
    private Path samples;

    @Option(
            names = "--out",
            paramLabel = "R.jsonl",
            description = "Write each sample again with its verdict, passed and feedback.")
    private Path out;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the counts for a program, too; - is standard output.")
    private String json;

    @Mixin
    private SandboxSettings sandbox;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        List<Task> known = TaskFile.read(tasks);
        List<Sample> read = SampleFile.read(samples, known);
        PrintWriter err = self.commandLine().getErr();
        JudgeReport report = judge(read, err);
        if (report.tasks() < known.size()) {
            err.println("note: " + (known.size() - report.tasks()) + " of " + known.size()
                    + " tasks have no judged sample; pass@k is over the others");
        }
        (program.takesStandardOutput() ? err : self.commandLine().getOut()).print(report.text());
        self.commandLine().getOut().flush();
        err.flush();
        program.write(report, self.commandLine().getOut());
        int faults = report.verdicts().getOrDefault(Verdict.SANDBOX_ERROR, 0);
        if (faults > 0) {
            throw CommandException.failed(
                    faults + " samples could not be judged for a fault of ours; --out tells which and why");
        }
        return ExitStatus.SUCCESS;
    }

    private JudgeReport judge(List<Sample> read, PrintWriter err) {
        Tally tally = new Tally();
        long start = System.nanoTime();
        try (Bench bench = Bench.open(sandbox.configuration(System.getProperties(), System.getenv()));
                ResultFile results = ResultFile.open(out)) {
            err.println("Sandbox: " + bench.isolation() + ", " + bench.workers() + " at a time");
            ProgressMeter progress = new ProgressMeter(
                    ProgressView.on(err, Terminal.of(System.getProperties(), System.getenv()), System::nanoTime),
                    "judging",
                    read.size(),
                    System::nanoTime);
            bench.judge(
                    read, sample -> new Program(sample.program(), TestSuite.of(sample.task())), (sample, judgement) -> {
                        results.write(sample, judgement);
                        tally.add(sample.task().id(), judgement.verdict());
                        progress.advance();
                    });
            return JudgeReport.of(tally, bench.isolation(), (System.nanoTime() - start) / 1e9);
        }
    }
}

package dev.preceptor.cli.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.file.OutputFile;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.PlusTests;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.eval.score.Tally;
import dev.preceptor.executor.SandboxWorkerPool;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import dev.preceptor.executor.samples.EarlierResults;
import dev.preceptor.executor.samples.ResultFile;
import dev.preceptor.executor.samples.ResultFileException;
import dev.preceptor.executor.samples.ResultLine;
import dev.preceptor.executor.samples.Sample;
import dev.preceptor.executor.samples.SampleFile;
import dev.preceptor.executor.samples.SampleFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code judge}: judges a file of samples in the sandbox. */
@Command(
        name = "judge",
        description = "Judge samples in the sandbox, and estimate pass@k.",
        mixinStandardHelpOptions = true)
public final class JudgeCommand implements Callable<Integer> {

    @Option(
            names = "--tasks",
            required = true,
            paramLabel = "T.jsonl",
            description =
                    "Tasks in Preceptor's format or that of a published data set (docs/JUDGING.md), also gzipped.")
    private Path tasks;

    @Option(
            names = "--samples",
            required = true,
            paramLabel = "S.jsonl",
            description =
                    "Samples: lines of {\"task_id\", \"completion\"} or, for whole programs, {\"task_id\", \"code\"}"
                            + " or {\"task_id\", \"solution\"}; or a folder as EvalPlus writes it.")
    private Path samples;

    @Option(
            names = "--out",
            paramLabel = "R.jsonl",
            description = "Write each sample to this file with its result, passed, verdict and feedback.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Resume after the results in --out of an earlier call with the same tasks and samples.")
    private boolean resume;

    @Option(
            names = "--k",
            split = ",",
            defaultValue = "1,10,100",
            paramLabel = "K",
            description = "Values of k for pass@k; a k is left out if a task has fewer samples (default: 1,10,100).")
    private List<Integer> ks;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the counts to FILE as JSON; - is standard output.")
    private String json;

    @Mixin
    private SandboxSettings sandbox;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        ks.forEach(k -> OptionCheck.atLeast("--k", k, 1));
        if (resume && out == null) {
            throw CommandException.badInput("--resume requires --out: it resumes after the results in that file");
        }
        OutputFile.requireWritable("--out", out);
        OutputFile.requireOther("--out", out, "--samples", samples);
        OutputFile.requireOther("--out", out, "--tasks", tasks);
        List<Task> known = TaskFile.read(tasks);
        List<Sample> read = SampleFile.read(samples, known);
        EarlierResults earlier = resume ? earlier(read) : EarlierResults.NONE;
        PrintWriter err = self.commandLine().getErr();
        JudgeReport report = judge(read, earlier, err);
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
                    faults + " samples could not be judged because of infrastructure faults; --out has the reasons");
        }
        return ExitStatus.SUCCESS;
    }

    private JudgeReport judge(List<Sample> read, EarlierResults earlier, PrintWriter err) {
        Tally tally = new Tally();
        int resumed = earlier.lines().size();
        for (int i = 0; i < resumed; i++) {
            JsonNode line = earlier.lines().get(i);
            add(tally, read.get(i).task(), ResultLine.verdict(line), ResultLine.basePassed(line));
        }
        long start = System.nanoTime();
        String kept =
                out == null ? "" : " " + out + " has the results so far; to resume, repeat the command with --resume.";
        try (Interruption interruption = Interruption.expected(err, "Stopped." + kept);
                SandboxWorkerPool pool =
                        SandboxWorkerPool.start(sandbox.configuration(System.getProperties(), System.getenv()));
                ResultFile results = results(earlier)) {
            err.println("Sandbox: " + pool.isolation() + ", " + pool.workers() + " at a time");
            ProgressMeter progress = new ProgressMeter(
                    ProgressView.on(err, Terminal.of(System.getProperties(), System.getenv()), System::nanoTime),
                    "judging",
                    read.size() - resumed,
                    System::nanoTime);
            long judging = System.nanoTime();
            pool.judge(
                    read.subList(resumed, read.size()),
                    Sample::task,
                    sample -> new Program(sample.program(), TestSuite.of(sample.task())),
                    (sample, judgement) -> {
                        results.write(sample, judgement);
                        add(tally, sample.task(), judgement.verdict(), PlusTests.basePassed(judgement.cases()));
                        progress.advance();
                    });
            return JudgeReport.of(tally, ks, resumed, pool.isolation(), secondsSince(start), secondsSince(judging));
        } catch (ResultFileException e) {
            throw CommandException.failed("--out " + e.getMessage(), e);
        }
    }

    private EarlierResults earlier(List<Sample> read) {
        try {
            return EarlierResults.read(out, read);
        } catch (IOException e) {
            throw CommandException.badInput("--out " + out + ": cannot be read: " + e.getMessage(), e);
        } catch (SampleFileException e) {
            throw CommandException.badInput("--out " + e.getMessage() + "; omit --resume to overwrite the file", e);
        }
    }

    private ResultFile results(EarlierResults earlier) {
        try {
            return ResultFile.open(out, earlier);
        } catch (IOException e) {
            throw CommandException.failed("--out " + out + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void add(Tally tally, Task task, Verdict verdict, boolean basePassed) {
        if (PlusTests.areIn(task)) {
            tally.add(task.id(), verdict, basePassed);
        } else {
            tally.add(task.id(), verdict);
        }
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}

package dev.preceptor.cli.judge;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.eval.score.Tally;
import dev.preceptor.executor.SandboxWorkerPool;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tasks check}: runs each task's own solutions against its tests. */
@Command(
        name = "check",
        description = "Run each task's own solutions against its tests; succeeds only if all pass.",
        mixinStandardHelpOptions = true)
final class TasksCheckCommand implements Callable<Integer> {

    private static final int TASKS_NAMED = 5;

    @Parameters(
            paramLabel = "T.jsonl",
            description =
                    "Tasks in Preceptor's format or that of a published data set (docs/JUDGING.md), also gzipped.")
    private Path file;

    @Mixin
    private SandboxSettings sandbox;

    @Spec
    private CommandSpec self;

    /** @param number the solution's number within its task, from 1 */
    private record Solution(Task task, int number, String code) {

        String name() {
            return task.id() + ", solution " + number + " of "
                    + task.solutions().size();
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = self.commandLine().getOut();
        PrintWriter err = self.commandLine().getErr();
        List<Task> tasks = TaskFile.read(file);
        List<Solution> solutions = solutionsOf(tasks);
        Tally tally = new Tally();
        try (Interruption interruption = Interruption.expected(err, "Stopped; not all solutions were run.");
                SandboxWorkerPool pool =
                        SandboxWorkerPool.start(sandbox.configuration(System.getProperties(), System.getenv()))) {
            pool.judge(
                    solutions,
                    Solution::task,
                    solution -> new Program(solution.code(), TestSuite.of(solution.task())),
                    (solution, judgement) -> {
                        tally.add(solution.task().id(), judgement.verdict());
                        if (!judgement.verdict().passed()) {
                            out.print(failure(solution, judgement));
                        }
                    });
        }
        warnOfTasksWithoutSolution(tasks, err);
        int passed = tally.count(Verdict.PASSED);
        out.println(tasks.size() + " tasks, " + solutions.size() + " solutions: " + passed + " passed, "
                + (solutions.size() - passed) + " failed");
        out.flush();
        if (passed < solutions.size()) {
            throw CommandException.failed(
                    file + ": " + (solutions.size() - passed) + " solutions do not pass their task's tests");
        }
        return ExitStatus.SUCCESS;
    }

    private static List<Solution> solutionsOf(List<Task> tasks) {
        List<Solution> solutions = new ArrayList<>();
        for (Task task : tasks) {
            for (int i = 0; i < task.solutions().size(); i++) {
                solutions.add(new Solution(task, i + 1, task.solutions().get(i)));
            }
        }
        return solutions;
    }

    private static String failure(Solution solution, Judgement judgement) {
        String reason = judgement.feedback() != null ? judgement.feedback() : String.valueOf(judgement.detail());
        return solution.name() + ": " + judgement.verdict() + "\n"
                + reason.strip().indent(4);
    }

    private void warnOfTasksWithoutSolution(List<Task> tasks, PrintWriter err) {
        List<String> without = tasks.stream()
                .filter(task -> task.solutions().isEmpty())
                .map(Task::id)
                .toList();
        if (!without.isEmpty()) {
            err.println("warning: " + without.size() + " of " + tasks.size() + " tasks have no solution, so it is"
                    + " unknown whether they can be solved: "
                    + String.join(", ", without.subList(0, Math.min(TASKS_NAMED, without.size())))
                    + (without.size() > TASKS_NAMED ? ", ..." : ""));
            err.flush();
        }
    }
}

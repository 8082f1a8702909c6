package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.SpecificationFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code demo}: runs one of Preceptor's own specifications in this process, with an LLM as the teacher if an API key is set. */
@Command(
        name = "demo",
        description = {
            "Teach a small model a library that it does not know, in this process: the model as it came, with the library's"
                    + " manual in its prompt, and after training.",
            "The teacher uses the tasks' known solutions. If OPENAI_API_KEY is set, the teacher is an LLM:"
                    + " OPENAI_MODEL (default: gpt-4o-mini) at OPENAI_BASE_URL, for at most OPENAI_BUDGET_USD (default: 1)."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final String ROOT = "preceptor.root";
    private static final int CONTEXT_EXAM_TASKS = 20;

    /** The specifications, by what is taught. */
    private static final Map<String, String> SPECIFICATIONS =
            Map.of("kelda", "demo.yaml", "basics", "tasks/basics/demo.yaml");

    @Parameters(
            paramLabel = "TASKS",
            arity = "0..1",
            defaultValue = "kelda",
            description = "What is taught: kelda (the default), an invented library; or basics, small general tasks.")
    private String tasks;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        String name = SPECIFICATIONS.get(tasks);
        if (name == null) {
            throw CommandException.badInput("'" + tasks + "' is no task set of the demo; known: kelda, basics");
        }
        SpecificationFile file = SpecificationFile.read(specification(name));
        if (file.specification().teacher().context() != null) {
            options.contextExamByDefault(CONTEXT_EXAM_TASKS);
        }
        SpecificationFile withTeacher = DemoTeacher.of(
                        System.getenv(), file.specification().teacher().context())
                .map(teacher -> file.with("teacher", teacher))
                .orElse(file);
        return new RunProcedure(
                        options, self.commandLine().getOut(), self.commandLine().getErr())
                .runInProcess(withTeacher, ShellCommand.of("./preceptor", "demo", tasks));
    }

    private static Path specification(String name) {
        String root = System.getProperty(ROOT);
        if (root == null) {
            throw CommandException.failed(
                    "the location of demo.yaml is not set: start the demo with the script ./preceptor");
        }
        return Path.of(root, name);
    }
}

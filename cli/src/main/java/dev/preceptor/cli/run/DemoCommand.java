package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.SpecificationFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code demo}: runs {@code demo.yaml} in this process, with an LLM as the teacher if an API key is set. */
@Command(
        name = "demo",
        description = {
            "Run one round of PERsD on Preceptor's own tasks, in this process.",
            "The teacher uses the tasks' known solutions. If OPENAI_API_KEY is set, the teacher is an LLM:"
                    + " OPENAI_MODEL (default: gpt-4o-mini) at OPENAI_BASE_URL, for at most OPENAI_BUDGET_USD (default: 1)."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final String ROOT = "preceptor.root";

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        SpecificationFile file = SpecificationFile.read(specification());
        SpecificationFile withTeacher = DemoTeacher.of(System.getenv())
                .map(teacher -> file.with("teacher", teacher))
                .orElse(file);
        return new RunProcedure(
                        options, self.commandLine().getOut(), self.commandLine().getErr())
                .runInProcess(withTeacher, "./preceptor demo");
    }

    private static Path specification() {
        String root = System.getProperty(ROOT);
        if (root == null) {
            throw CommandException.failed(
                    "the location of demo.yaml is not set: start the demo with the script ./preceptor");
        }
        return Path.of(root, "demo.yaml");
    }
}

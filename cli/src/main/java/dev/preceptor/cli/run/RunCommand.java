package dev.preceptor.cli.run;

import dev.preceptor.cli.specification.SpecificationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: performs one run and prints its report. */
@Command(
        name = "run",
        description = "Run a specification to its end, and print the report.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "SPEC.yaml",
            description = "The run's specification. Paths in it are relative to its directory.")
    private Path specification;

    @Mixin
    private ServerOptions server;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        ServerOptions.Server remote = server.server();
        SpecificationFile file = SpecificationFile.read(specification);
        RunProcedure procedure = new RunProcedure(
                options, self.commandLine().getOut(), self.commandLine().getErr());
        ShellCommand command = ShellCommand.of("./preceptor", "run", specification.toString());
        return remote == null
                ? procedure.runInProcess(file, command)
                : procedure.runOnServer(remote, file, command.with(List.of("--server", server.url())));
    }
}

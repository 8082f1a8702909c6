package dev.preceptor.cli.run;

import dev.preceptor.cli.specification.SpecificationFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One run to its end and its report. */
@Command(name = "run", description = "Take one run to its end, and print its report.", mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SPEC.yaml", description = "The run's specification; files of tasks lie beside it.")
    private Path specification;

    @Mixin
    private ServerOptions server;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        ServerOptions.Server elsewhere = server.server();
        SpecificationFile file = SpecificationFile.read(specification);
        RunProcedure procedure = new RunProcedure(
                options, self.commandLine().getOut(), self.commandLine().getErr());
        String command = "./preceptor run " + specification;
        return elsewhere == null
                ? procedure.here(file, command)
                : procedure.on(elsewhere, file, command + " --server " + server.url());
    }
}

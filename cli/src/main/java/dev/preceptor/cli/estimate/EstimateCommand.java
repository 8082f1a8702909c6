package dev.preceptor.cli.estimate;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.specification.PracticeFile;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.standalone.Home;
import dev.preceptor.teaching.estimate.CallSizes;
import dev.preceptor.teaching.estimate.Estimate;
import dev.preceptor.teaching.estimate.Measured;
import dev.preceptor.teaching.estimate.TokenCount;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code estimate}: prints the maximum and the likely cost of a run's teacher. */
@Command(
        name = "estimate",
        description = "Estimate the likely and the maximum cost of a run's teacher, without calling it.",
        mixinStandardHelpOptions = true)
public final class EstimateCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "SPEC.yaml",
            description = "The run's specification. Paths in it are relative to its directory.")
    private Path specification;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "The report of an earlier run (run --json), whose failure rate and call lengths are used.")
    private Path report;

    @Option(
            names = "--failure-rate",
            paramLabel = "X",
            description = "The share of attempts that fail, from 0 to 1, if it is known.")
    private Double failureRate;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the estimate to FILE as JSON; - is standard output.")
    private String json;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        if (failureRate != null && !(failureRate >= 0 && failureRate <= 1)) {
            throw CommandException.badInput("--failure-rate must be from 0 to 1, is " + failureRate);
        }
        SpecificationFile file = SpecificationFile.read(specification);
        PracticeFile.requireGenerated(file);
        RunInputs inputs = RunInputs.of(file);
        inputs.overlap().ifPresent(self.commandLine().getErr()::println);
        Measured measured = report == null ? null : EarlierReport.read(report);
        TokenCount tokens = StudentTokens.of(model(file), Home.of(System.getenv()));
        CallSizes sizes = CallSizes.of(inputs.practice(), inputs.specification(), tokens);
        Estimate estimate =
                Estimate.of(inputs.specification(), inputs.practice().size(), sizes, measured, failureRate);
        Style style = Style.of(Terminal.of(System.getProperties(), System.getenv()));
        PrintWriter out = self.commandLine().getOut();
        PrintWriter people = program.takesStandardOutput() ? self.commandLine().getErr() : out;
        people.print(EstimateText.of(estimate, basis(tokens), style));
        people.flush();
        program.write(estimate, out);
        return ExitStatus.SUCCESS;
    }

    private static String model(SpecificationFile file) {
        String model = file.specification().student().model();
        Path place = file.resolvePath(model);
        return Files.exists(place) ? place.toString() : model;
    }

    private String basis(TokenCount tokens) {
        String failures = failureRate != null
                ? "failure rate from --failure-rate"
                : report != null
                        ? "failure rate and lengths from " + report
                        : "failure rate assumed (--report or --failure-rate changes it)";
        return "Tokens of the real prompts counted " + tokens.how() + "; " + failures + ".";
    }
}

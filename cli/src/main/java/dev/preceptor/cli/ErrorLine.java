package dev.preceptor.cli;

import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.task.TaskFileException;
import dev.preceptor.executor.samples.SampleFileException;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.finetuning.ExampleFileException;
import dev.preceptor.languagemodel.generation.GenerationException;
import dev.preceptor.languagemodel.source.ModelSourceException;
import dev.preceptor.languagemodel.tokenizer.ChatTemplateException;
import dev.preceptor.run.readmodel.UnknownRunException;
import dev.preceptor.stage.kafka.ClientSettingsException;
import dev.preceptor.standalone.DataDirectoryException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Prints the error that ends a command: one line; the stack trace only with {@code --verbose}. */
final class ErrorLine implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** Exceptions caused by invalid input: files, models, specifications. The exit status is {@link ExitStatus#WRONG_CALL}. */
    private static final List<Class<? extends Exception>> INPUT_PROBLEMS = List.of(
            TaskFileException.class,
            InvalidSpecificationException.class,
            ModelSourceException.class,
            CheckpointException.class,
            ChatTemplateException.class,
            GenerationException.class,
            DataDirectoryException.class,
            SampleFileException.class,
            ExampleFileException.class,
            UnknownRunException.class,
            ClientSettingsException.class);

    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
        if (Interruption.isInProgress()) {
            return statusOf(problem);
        }
        print(command.getErr(), oneLine(problem));
        if (verbose(command)) {
            problem.printStackTrace(command.getErr());
        }
        return statusOf(problem);
    }

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        print(command.getErr(), firstLine(problem.getMessage()).replaceFirst("^Error: ", ""));
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' shows the usage.");
        return ExitStatus.WRONG_CALL;
    }

    private static boolean verbose(CommandLine command) {
        Object root = command.getCommandSpec().root().userObject();
        return root instanceof Preceptor preceptor && preceptor.verbose();
    }

    private static int statusOf(Exception problem) {
        if (problem instanceof CommandException known) {
            return known.exitStatus();
        }
        return INPUT_PROBLEMS.stream().anyMatch(type -> type.isInstance(problem))
                ? ExitStatus.WRONG_CALL
                : ExitStatus.FAILED;
    }

    private static String oneLine(Exception problem) {
        boolean isForPeople = problem instanceof CommandException
                || problem.getClass().getName().startsWith("dev.preceptor.") && problem.getMessage() != null;
        return isForPeople
                ? firstLine(problem.getMessage())
                : "unexpected: " + firstLine(problem.toString()) + " (--verbose prints the stack trace)";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static void print(PrintWriter err, String message) {
        err.println("error: " + message);
        err.flush();
    }
}

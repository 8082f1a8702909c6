package dev.preceptor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A call of the command line in this process, and what came of it. */
public record CommandLineCall(int status, String out, String err) {

    public static CommandLineCall of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Preceptor.commandLine(new PrintWriter(out), new PrintWriter(err))
                .execute(arguments);
        return new CommandLineCall(status, out.toString(), err.toString());
    }
}

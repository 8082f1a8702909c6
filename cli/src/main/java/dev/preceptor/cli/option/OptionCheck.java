package dev.preceptor.cli.option;

import dev.preceptor.cli.CommandException;
import dev.preceptor.standalone.LoopbackPort;

/** Rejects invalid option values with a {@link CommandException} that names the option. */
public final class OptionCheck {

    private OptionCheck() {}

    public static int atLeast(String option, int value, int least) {
        if (value < least) {
            throw CommandException.badInput(option + " must be at least " + least + ", is " + value);
        }
        return value;
    }

    public static double atLeast(String option, double value, double least) {
        if (!(value >= least)) {
            throw CommandException.badInput(option + " must be at least " + least + ", is " + value);
        }
        return value;
    }

    /** Rejects a port of this machine that another process listens on. */
    public static void freePort(String option, int port) {
        if (!LoopbackPort.isFree(port)) {
            throw CommandException.failed(
                    "port " + port + " is in use by another process: choose another with " + option);
        }
    }
}

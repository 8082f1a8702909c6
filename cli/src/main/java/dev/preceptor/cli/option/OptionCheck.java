package dev.preceptor.cli.option;

import dev.preceptor.cli.CommandException;
import dev.preceptor.standalone.LoopbackPort;

/** Rejects invalid option values with a {@link CommandException} that names the option. */
public final class OptionCheck {

    private static final int LARGEST_PORT = 65_535;

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

    /** Rejects two ports of one process, or of processes that start together, that are the same. */
    public static void otherPort(String option, int port, String otherOption, int other) {
        if (port == other) {
            throw CommandException.badInput(
                    option + " and " + otherOption + " are both " + port + ": choose different ports");
        }
    }

    /** Rejects what is no port, and a port of this machine that another process listens on. */
    public static void freePort(String option, int port) {
        if (port < 1 || port > LARGEST_PORT) {
            throw CommandException.badInput(option + " must be from 1 to " + LARGEST_PORT + ", is " + port);
        }
        if (!LoopbackPort.isFree(port)) {
            throw CommandException.failed(
                    "port " + port + " is in use by another process: choose another with " + option);
        }
    }
}

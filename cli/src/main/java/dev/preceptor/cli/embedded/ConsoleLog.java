package dev.preceptor.cli.embedded;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** The part of the log that the person sees. */
final class ConsoleLog {

    private ConsoleLog() {}

    /**
     * When the process is told to end, what is in flight is dropped wherever it is, and libraries complain of that at length.
     * It is all done again at the next start, so it is for the log file alone.
     */
    static void endsWithTheProcess() {
        Runtime.getRuntime().addShutdownHook(new Thread(ConsoleLog::mute, "console-log"));
    }

    private static void mute() {
        mute(Logger.getLogger("").getHandlers());
    }

    private static void mute(Handler[] handlers) {
        for (Handler handler : handlers) {
            if (handler instanceof ConsoleHandler) {
                handler.setLevel(Level.OFF);
            } else if (handler instanceof ExtHandler outer) {
                mute(outer.getHandlers());
            }
        }
    }
}

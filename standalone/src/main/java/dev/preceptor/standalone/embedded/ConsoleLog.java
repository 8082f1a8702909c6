package dev.preceptor.standalone.embedded;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** The log on the console. */
final class ConsoleLog {

    private ConsoleLog() {}

    /**
     * Mutes the console from the JVM's shutdown on; the log file gets everything. Work in flight is dropped at a shutdown and
     * done again at the next start, so the libraries' long error messages about it would only worry the reader.
     */
    static void muteOnShutdown() {
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

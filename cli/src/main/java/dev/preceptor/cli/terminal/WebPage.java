package dev.preceptor.cli.terminal;

import java.net.URI;

/** Addresses of run-service's web pages, to be opened in a browser. */
public final class WebPage {

    private WebPage() {}

    /** The page of all runs. */
    public static URI ofRuns(URI server) {
        return URI.create(withoutSlash(server) + "/");
    }

    /** The page of a run. */
    public static URI ofRun(URI server, String runId) {
        return URI.create(withoutSlash(server) + "/#/runs/" + runId);
    }

    private static String withoutSlash(URI server) {
        return server.toString().replaceAll("/+$", "");
    }
}

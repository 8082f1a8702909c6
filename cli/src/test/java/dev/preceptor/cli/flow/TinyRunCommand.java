package dev.preceptor.cli.flow;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;

/** {@code run} of a {@link TinyRun} in a process of its own, whose home, data and report are in one folder. */
record TinyRunCommand(Path folder) {

    PackagedCommandLine start(Path specification) throws IOException {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                "run",
                specification.toString(),
                "--data",
                data().toString(),
                "--json",
                reportFile().toString());
    }

    Path data() {
        return folder.resolve("data");
    }

    /** The report of the run that has ended. */
    RunReport report() throws IOException {
        return Json.mapper().readValue(reportFile().toFile(), RunReport.class);
    }

    Path reportFile() {
        return folder.resolve("report.json");
    }
}

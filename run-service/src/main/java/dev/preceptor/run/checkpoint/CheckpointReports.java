package dev.preceptor.run.checkpoint;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.RunQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the ledgers know of checkpoints. */
@ApplicationScoped
class CheckpointReports {

    private final RunQueries queries;

    CheckpointReports(RunQueries queries) {
        this.queries = queries;
    }

    /** The student as it came, and the checkpoint of each round that made one. */
    List<CheckpointReport> of(RunLedger run) {
        List<CheckpointReport> reports = new ArrayList<>();
        reports.add(report(run, run.examinee(0)));
        run.report().rounds().stream()
                .map(RoundReport::checkpoint)
                .filter(reference -> reference != null)
                .forEach(reference -> reports.add(report(run, reference)));
        return reports;
    }

    CheckpointReport of(RunLedger run, int round) {
        return report(run, reference(run, round));
    }

    /** @throws UnknownIdException if the round has made no checkpoint */
    CheckpointReference reference(RunLedger run, int round) {
        return Optional.ofNullable(run.examinee(round))
                .orElseThrow(() -> new UnknownIdException(
                        "round " + round + " of the run '" + run.run().runId() + "' has no checkpoint"));
    }

    /** @throws UnknownIdException if the round has made no checkpoint of which the artifact store has files */
    CheckpointReference stored(RunLedger run, int round) {
        CheckpointReference reference = reference(run, round);
        if (!isStored(reference)) {
            throw new UnknownIdException(
                    "the student as it came is no file of the artifact store; it is the model " + reference.uri());
        }
        return reference;
    }

    private static boolean isStored(CheckpointReference reference) {
        return reference.round() > 0 && ArtifactStore.jobOf(reference).isPresent();
    }

    private CheckpointReport report(RunLedger run, CheckpointReference reference) {
        int round = reference.round();
        String runId = run.run().runId();
        CheckpointReportBuilder report = CheckpointReportBuilder.builder()
                .runId(runId)
                .runName(run.run().specification().name())
                .round(round)
                .reference(reference)
                .steps(List.of())
                .validation(List.of())
                .exams(run.report().exams().stream()
                        .filter(exam -> exam.round() == round)
                        .toList())
                .files(isStored(reference));
        if (round > 0) {
            report.adaptation(run.run().specification().training().adaptation());
            // A later training may have replaced the checkpoint that is kept.
            queries.checkpoint(runId, round)
                    .filter(kept -> kept.reference().equals(reference))
                    .ifPresent(kept -> training(report, kept));
        }
        return report.build();
    }

    private static void training(CheckpointReportBuilder report, Checkpoint checkpoint) {
        report.parent(checkpoint.parent())
                .examples(checkpoint.examples())
                .tokensPerSecond(checkpoint.tokensPerSecond())
                .seconds(checkpoint.seconds())
                .steps(checkpoint.steps() == null ? List.of() : checkpoint.steps())
                .validation(checkpoint.validation());
    }
}

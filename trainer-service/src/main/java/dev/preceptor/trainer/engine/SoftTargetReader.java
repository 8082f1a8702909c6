package dev.preceptor.trainer.engine;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Reads the soft targets of examples, and checks that they belong to the completion's tokens. It keeps the last file, since the
 * examples of a file follow one another.
 */
public final class SoftTargetReader {

    private final Function<SoftTargets, SoftTargetRows> files;
    private String lastFile;
    private SoftTargetRows last;

    /** @param files reads all rows of the file at an address */
    public SoftTargetReader(Function<SoftTargets, SoftTargetRows> files) {
        this.files = files;
    }

    /** A reader for jobs without {@code training.soft}, which leave the soft targets of their examples unread. */
    public static SoftTargetReader none() {
        return new SoftTargetReader(null);
    }

    /**
     * Returns the soft targets of an example; null if it has none, or the job does not use them.
     *
     * @param completionIds the tokens of the completion
     * @throws TrainingException if the rows are not those of the tokens
     * @throws ArtifactException if the file cannot be read
     */
    dev.preceptor.languagemodel.network.SoftTargets read(TrainingExample example, int[] completionIds) {
        SoftTargets address = example.softTargets();
        if (files == null || address == null) {
            return null;
        }
        if (!address.sha256().equals(lastFile)) {
            last = files.apply(address);
            lastFile = address.sha256();
        }
        int end = address.first() + address.rows();
        if (address.offset() + address.rows() > last.rows() || end > completionIds.length) {
            throw invalid(
                    example,
                    "are the rows %d to %d of %d, for the tokens %d to %d of %d"
                            .formatted(
                                    address.offset(),
                                    address.offset() + address.rows() - 1,
                                    last.rows(),
                                    address.first(),
                                    end - 1,
                                    completionIds.length));
        }
        SoftTargetRows rows = last.part(address.offset(), address.rows());
        int differing = Arrays.mismatch(rows.tokens(), Arrays.copyOfRange(completionIds, address.first(), end));
        if (differing >= 0) {
            throw invalid(
                    example,
                    "belong to the token %d at place %d, where the completion has %d: another tokenizer, or another text"
                            .formatted(
                                    rows.tokens()[differing],
                                    address.first() + differing,
                                    completionIds[address.first() + differing]));
        }
        return new dev.preceptor.languagemodel.network.SoftTargets(
                address.first(), rows.width(), rows.ids(), rows.logProbabilities());
    }

    private static TrainingException invalid(TrainingExample example, String problem) {
        return new TrainingException("the soft targets of the example " + example.id() + " " + problem);
    }
}

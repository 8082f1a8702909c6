package dev.preceptor.trainer.engine;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Reads the soft targets of examples, and checks that they belong to the completion's tokens. It keeps the last file, since the
 * examples of a file follow one another.
 *
 * <p>The rows of a teacher's whole answer are cut to the completion: to the longest run of tokens that both have in common. If that run
 * does not contain the whole program, or the file was deleted, the example is trained as text. {@link #close} logs how many were.
 */
public final class SoftTargetReader implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SoftTargetReader.class);

    private final Function<SoftTargets, Optional<SoftTargetRows>> files;
    private final int vocabulary;
    private String lastFile;
    private Optional<SoftTargetRows> last = Optional.empty();
    private int read;
    private int unused;
    private String firstUnused;

    /**
     * @param files reads all rows of the file at an address; empty if it was deleted
     * @param vocabulary the number of tokens of the student
     */
    public SoftTargetReader(Function<SoftTargets, Optional<SoftTargetRows>> files, int vocabulary) {
        this.files = files;
        this.vocabulary = vocabulary;
    }

    /** A reader for jobs without {@code training.soft}, which leave the soft targets of their examples unread. */
    public static SoftTargetReader none() {
        return new SoftTargetReader(null, 0);
    }

    /**
     * Returns the soft targets of an example; null if it has none that can be used, or the job does not use them.
     *
     * @param completionIds the tokens of the completion
     * @param holdsProgram whether tokens contain the whole text that is to be learned
     * @throws TrainingException if rows of certain tokens are not theirs
     * @throws ArtifactException if the file cannot be read
     */
    dev.preceptor.languagemodel.network.SoftTargets read(
            TrainingExample example, int[] completionIds, Predicate<int[]> holdsProgram) {
        SoftTargets address = example.softTargets();
        if (files == null || address == null) {
            return null;
        }
        read++;
        if (!address.sha256().equals(lastFile)) {
            last = files.apply(address);
            lastFile = address.sha256();
        }
        if (last.isEmpty()) {
            return unused(example, address.uri() + " was deleted");
        }
        if (address.offset() + address.rows() > last.get().rows()) {
            throw invalid(
                    example,
                    "are the rows %d to %d of %d"
                            .formatted(
                                    address.offset(),
                                    address.offset() + address.rows() - 1,
                                    last.get().rows()));
        }
        SoftTargetRows rows = last.get().part(address.offset(), address.rows());
        if (address.first() != null) {
            requireTokens(example, rows, address.first(), completionIds);
            return softTargets(address.first(), rows);
        }
        TokenRun run = TokenRun.longest(rows.tokens(), completionIds);
        SoftTargetRows cut = rows.part(run.answer(), run.length());
        if (run.length() == 0 || !holdsProgram.test(cut.tokens())) {
            return unused(
                    example,
                    "the teacher's answer has other tokens than the program: at most %d of %d follow one another in both"
                            .formatted(run.length(), completionIds.length));
        }
        int greatest = Arrays.stream(cut.ids()).max().orElse(0);
        return greatest >= vocabulary
                ? unused(
                        example,
                        "the teacher names the token %d, but the student has %d tokens".formatted(greatest, vocabulary))
                : softTargets(run.completion(), cut);
    }

    private static dev.preceptor.languagemodel.network.SoftTargets softTargets(int first, SoftTargetRows rows) {
        return new dev.preceptor.languagemodel.network.SoftTargets(
                first, rows.width(), rows.ids(), rows.logProbabilities());
    }

    private static void requireTokens(TrainingExample example, SoftTargetRows rows, int first, int[] completionIds) {
        int end = first + rows.rows();
        if (end > completionIds.length) {
            throw invalid(example, "are for the tokens %d to %d of %d".formatted(first, end - 1, completionIds.length));
        }
        int differing = Arrays.mismatch(rows.tokens(), Arrays.copyOfRange(completionIds, first, end));
        if (differing >= 0) {
            throw invalid(
                    example,
                    "belong to the token %d at place %d, where the completion has %d: another tokenizer, or another text"
                            .formatted(rows.tokens()[differing], first + differing, completionIds[first + differing]));
        }
    }

    private dev.preceptor.languagemodel.network.SoftTargets unused(TrainingExample example, String reason) {
        if (unused++ == 0) {
            firstUnused = "the first, " + example.id() + ", because " + reason;
        }
        return null;
    }

    private static TrainingException invalid(TrainingExample example, String problem) {
        return new TrainingException("the soft targets of the example " + example.id() + " " + problem);
    }

    /** Logs how many examples are trained as text although they have soft targets. */
    @Override
    public void close() {
        if (unused > 0) {
            LOG.warnf("%d of %d examples with soft targets are trained as text; %s", unused, read, firstUnused);
        } else if (read > 0) {
            LOG.infof("%d examples have soft targets", read);
        }
    }
}

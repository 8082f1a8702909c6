package dev.preceptor.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.trainer.ExampleFixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SoftTargetReaderTest {

    private static final SoftTargetRows ROWS = new SoftTargetRows(
            new int[] {5, 6, 7}, 2, new int[] {5, 1, 6, 2, 7, 3}, new float[] {-1, -2, -3, -4, -5, -6});

    private static final Predicate<int[]> ALL = tokens -> true;

    private final List<String> read = new ArrayList<>();
    private final SoftTargetReader reader = new SoftTargetReader(
            address -> {
                read.add(address.sha256());
                return address.sha256().equals("deleted") ? Optional.empty() : Optional.of(ROWS);
            },
            100);

    private static TrainingExample example(String sha256, long offset, int rows, Integer first) {
        return ExampleFixtures.example(1, new SoftTargets("file:///x", sha256, offset, rows, first));
    }

    @Test
    void theRowsOfAnExampleBelongToItsTokens() {
        dev.preceptor.languagemodel.network.SoftTargets soft =
                reader.read(example("ab", 1, 2, 3), new int[] {9, 9, 9, 6, 7, 9}, ALL);

        assertThat(soft.first()).isEqualTo(3);
        assertThat(soft.tokens()).isEqualTo(2);
        assertThat(soft.ids()).containsExactly(6, 2, 7, 3);
        assertThat(soft.logProbabilities()).containsExactly(-3, -4, -5, -6);
    }

    @Test
    void aFileIsReadOnceForTheExamplesThatFollowOneAnother() {
        reader.read(example("ab", 0, 1, 0), new int[] {5}, ALL);
        reader.read(example("ab", 1, 1, 0), new int[] {6}, ALL);
        reader.read(example("cd", 2, 1, 0), new int[] {7}, ALL);

        assertThat(read).containsExactly("ab", "cd");
    }

    @Test
    void rowsThatDoNotExistAreRefused() {
        assertThatThrownBy(() -> reader.read(example("ab", 2, 2, 0), new int[] {7, 5}, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("id0001 are the rows 2 to 3 of 3");
        assertThatThrownBy(() -> reader.read(example("ab", 0, 2, 1), new int[] {9, 5}, ALL))
                .hasMessageContaining("the tokens 1 to 2 of 2");
    }

    @Test
    void rowsOfOtherTokensAreRefused() {
        assertThatThrownBy(() -> reader.read(example("ab", 0, 2, 0), new int[] {5, 9}, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the token 6 at place 1, where the completion has 9");
    }

    @Test
    void examplesWithoutSoftTargetsHaveNone() {
        assertThat(reader.read(ExampleFixtures.example(1), new int[] {5}, ALL)).isNull();
        assertThat(SoftTargetReader.none().read(example("ab", 0, 1, 0), new int[] {5}, ALL))
                .isNull();
        assertThat(read).isEmpty();
    }

    @Test
    void theRowsOfAWholeAnswerAreCutToTheTokensOfTheCompletion() {
        dev.preceptor.languagemodel.network.SoftTargets soft =
                reader.read(example("ab", 0, 3, null), new int[] {9, 6, 7, 4}, ALL);

        assertThat(soft.first()).isEqualTo(1);
        assertThat(soft.rows()).isEqualTo(2);
        assertThat(soft.ids()).containsExactly(6, 2, 7, 3);
    }

    @Test
    void anExampleWhoseProgramHasOtherTokensInTheAnswerIsTrainedAsText() {
        List<int[]> found = new ArrayList<>();

        assertThat(reader.read(example("ab", 0, 3, null), new int[] {5, 9, 6, 7}, tokens -> !found.add(tokens)))
                .isNull();
        assertThat(found).containsExactly(new int[] {6, 7});
        assertThat(reader.read(example("ab", 0, 3, null), new int[] {8}, tokens -> tokens.length > 0))
                .isNull();
    }

    @Test
    void anExampleIsTrainedAsTextIfTheFileWasDeletedOrTheStudentLacksATokenOfTheTeacher() {
        SoftTargetReader small = new SoftTargetReader(address -> Optional.of(ROWS), 7);

        assertThat(reader.read(example("deleted", 0, 3, null), new int[] {5, 6, 7}, ALL))
                .isNull();
        assertThat(small.read(example("ab", 0, 3, null), new int[] {5, 6, 7}, ALL))
                .isNull();
        assertThat(small.read(example("ab", 0, 3, null), new int[] {5, 6}, ALL)).isNotNull();
    }
}

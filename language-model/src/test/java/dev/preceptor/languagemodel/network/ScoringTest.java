package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.TokenScores;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares scores of tokens with the logits of transformers in the fixtures. */
class ScoringTest {

    private static final int WIDTH = 7;

    @BeforeAll
    static void prepareThread() {
        Torch.prepareThread(0);
    }

    private static Network load(String model) {
        try (WeightSource source = WeightSource.open(Golden.folder(model))) {
            return Network.load(
                    ModelConfiguration.read(Golden.folder(model)),
                    source,
                    Device.cpu(),
                    DataType.FLOAT32,
                    LinearKernel.TORCH);
        }
    }

    private static int[] descending(float[] logits) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(token -> -logits[token]))
                .mapToInt(token -> token)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "codegen"})
    void scoresEqualTheReference(String model) {
        JsonNode golden = Golden.read(model);
        try (Network network = load(model)) {
            for (int prompt = 0; prompt < golden.get("prompts").size(); prompt++) {
                int[] ids = Golden.ints(golden.get("prompts").get(prompt).get("ids"));
                JsonNode reference = golden.get("logits").get(prompt);
                int[] positions = Golden.ints(reference.get("positions"));
                for (int rowsPerChunk : new int[] {1, 4, 1000}) {
                    TokenScores scores = network.score(ids, 1, WIDTH, rowsPerChunk);
                    assertThat(scores.rows()).isEqualTo(ids.length);
                    for (int i = 0; i < positions.length; i++) {
                        requireEqual(
                                scores,
                                positions[i],
                                Golden.floats(reference.get("logits").get(i)),
                                ids);
                    }
                }
            }
        }
    }

    private static void requireEqual(TokenScores scores, int position, float[] logits, int[] ids) {
        double sum = IntStream.range(0, logits.length)
                .mapToDouble(token -> Math.exp(logits[token]))
                .sum();
        int[] order = descending(logits);
        for (int k = 0; k < WIDTH; k++) {
            assertThat(scores.ids()[position * WIDTH + k]).isEqualTo(order[k]);
            assertThat((double) scores.logProbabilities()[position * WIDTH + k])
                    .isCloseTo(logits[order[k]] - Math.log(sum), Offset.offset(1e-4));
        }
        if (position == ids.length - 1) {
            assertThat(scores.own()[position]).isNaN();
            assertThat(scores.ranks()[position]).isZero();
        } else {
            int next = ids[position + 1];
            assertThat((double) scores.own()[position]).isCloseTo(logits[next] - Math.log(sum), Offset.offset(1e-4));
            assertThat(order[scores.ranks()[position] - 1]).isEqualTo(next);
        }
    }

    @Test
    void laterTokensHaveTheSameScores() {
        int[] ids = Golden.ints(Golden.read("llama").at("/prompts/1/ids"));
        try (Network network = load("llama")) {
            TokenScores all = network.score(ids, 1, 2);
            TokenScores later = network.score(ids, 30, 2);

            assertThat(later.rows()).isEqualTo(ids.length - 29);
            assertThat(later.first()).isEqualTo(30);
            for (int row = 0; row < later.rows(); row++) {
                assertThat(later.ids()[2 * row]).isEqualTo(all.ids()[2 * (row + 29)]);
                assertThat(later.ranks()[row]).isEqualTo(all.ranks()[row + 29]);
            }
            assertThat(network.score(ids, 1, 0).ids()).isEmpty();
        }
    }

    /** 300 tokens are searched as a whole, the others by groups. */
    @ParameterizedTest
    @ValueSource(ints = {300, 5120, 49_152, 50_021})
    void theLikeliestTokensAreFoundInAnyVocabulary(int vocabulary) {
        Random random = new Random(vocabulary);
        try (Network network = load("llama")) {
            for (int width : new int[] {1, 20}) {
                float[] logits = new float[vocabulary];
                for (int token = 0; token < vocabulary; token++) {
                    logits[token] = (float) random.nextGaussian();
                }
                logits[vocabulary - 1] = 9;
                assertThat(network.likeliest(logits, width))
                        .containsExactly(
                                IntStream.of(descending(logits)).limit(width).toArray());
            }
        }
    }
}

package dev.preceptor.trainer;

import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.trainer.engine.ExampleTokenizer;
import dev.preceptor.trainer.engine.SoftTargetReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples with soft targets in one file, at all tokens of their completions.
 *
 * @param rows the content of the file
 */
public record SoftTargetFixture(List<TrainingExample> examples, SoftTargetRows rows) {

    /**
     * @param model whose tokenizer the completions are tokenized with
     * @param shift 0 for a teacher who is sure of the completion's tokens, else it is sure of tokens whose ids are that much greater
     */
    public static SoftTargetFixture of(Path model, int count, int shift) {
        List<Integer> tokens = new ArrayList<>();
        List<TrainingExample> examples = new ArrayList<>();
        try (ExampleTokenizer tokenizer = new ExampleTokenizer(
                Tokenizer.load(model), StudentSpecification.of("model"), SoftTargetReader.none())) {
            for (int number = 0; number < count; number++) {
                TrainingSequence sequence = tokenizer.tokenize(ExampleFixtures.example(number));
                int length = sequence.completionIds().length;
                examples.add(ExampleFixtures.example(
                        number, new SoftTargets("file:///soft", "ab", tokens.size(), length, 0)));
                for (int token : sequence.completionIds()) {
                    tokens.add(token);
                }
            }
        }
        int[] ids = tokens.stream().mapToInt(token -> token).toArray();
        int[] taught = tokens.stream().mapToInt(token -> token + shift).toArray();
        return new SoftTargetFixture(examples, new SoftTargetRows(ids, 1, taught, new float[ids.length]));
    }
}

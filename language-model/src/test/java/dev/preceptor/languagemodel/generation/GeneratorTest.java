package dev.preceptor.languagemodel.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.network.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GeneratorTest {

    private static final JsonNode GOLDEN = Golden.read("llama");
    private static LanguageModel model;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(
                Golden.folder("llama"), LoadOptions.defaults().withComputeType(ComputeType.FLOAT32));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void moreRequestsThanSlotsAllGetTheReferenceContinuation() {
        GeneratorOptions options = GeneratorOptions.defaults().withSlots(3).withPrefillTokens(4);
        try (Generator generator = model.newGenerator(options)) {
            List<CompletableFuture<Completion>> futures = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                futures.add(generator.submit(greedy(prompt(i % 2), 24 - i)));
            }
            for (int i = 0; i < 10; i++) {
                Completion completion = futures.get(i).join();
                int[] expected = java.util.Arrays.copyOf(
                        Golden.ints(GOLDEN.get("greedy").get(i % 2).get("new_ids")), 24 - i);
                assertThat(completion.ids()).containsExactly(expected);
                assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
                assertThat(completion.promptTokens()).isEqualTo(prompt(i % 2).length);
                assertThat(completion.text()).isEqualTo(model.tokenizer().decode(expected));
            }
        }
    }

    @Test
    void aSeedDecidesWhateverElseIsInTheBatch() {
        List<int[]> alone = new ArrayList<>();
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withSlots(1))) {
            for (int seed = 0; seed < 12; seed++) {
                alone.add(generator.submit(sampled(seed)).join().ids());
            }
        }
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withSlots(7).withPrefillTokens(5))) {
            List<CompletableFuture<Completion>> futures = new ArrayList<>();
            for (int seed = 0; seed < 12; seed++) {
                futures.add(generator.submit(sampled(seed)));
            }
            for (int seed = 0; seed < 12; seed++) {
                assertThat(futures.get(seed).join().ids()).containsExactly(alone.get(seed));
            }
        }
        assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
    }

    @Test
    void whoListensIsToldTheTokensOfTheCompletion() {
        int[] expected = Golden.ints(GOLDEN.get("greedy").get(0).get("new_ids"));
        List<Integer> told = new CopyOnWriteArrayList<>();
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withSlots(1))) {
            Completion completion = generator
                    .submit(
                            new GenerationRequest(prompt(0), Sampling.greedy(), 24, 0, Set.of(expected[5]), List.of()),
                            told::add)
                    .join();
            assertThat(told)
                    .containsExactlyElementsOf(
                            Arrays.stream(completion.ids()).boxed().toList())
                    .hasSize(5);
        }
    }

    @Test
    void aStopTokenEndsTheCompletionAndIsNotPartOfIt() {
        int[] expected = Golden.ints(GOLDEN.get("greedy").get(0).get("new_ids"));
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withSlots(1))) {
            Completion completion = generator
                    .submit(new GenerationRequest(prompt(0), Sampling.greedy(), 24, 0, Set.of(expected[5]), List.of()))
                    .join();
            assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(completion.ids()).containsExactly(java.util.Arrays.copyOf(expected, 5));
            assertThat(completion.generatedTokens()).isEqualTo(6);
        }
    }

    @Test
    void aStopStringEndsTheTextBeforeIt() {
        String whole = GOLDEN.get("greedy").get(0).get("text").textValue();
        String stop = whole.substring(8, 11);
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withSlots(1))) {
            Completion completion = generator
                    .submit(new GenerationRequest(prompt(0), Sampling.greedy(), 24, 0, Set.of(), List.of(stop)))
                    .join();
            assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(completion.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        }
    }

    @Test
    void theContextEndsACompletion() {
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withSlots(2))) {
            int context = model.configuration().contextLength();
            Completion completion = generator.submit(greedy(prompt(0), 10_000)).join();
            assertThat(completion.ids()).hasSize(context - prompt(0).length);
            assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withCapacity(16))) {
            assertThatThrownBy(() -> generator.submit(greedy(new int[16], 1)))
                    .isInstanceOf(GenerationException.class)
                    .hasMessageContaining("context of 16");
            assertThatThrownBy(() -> generator.submit(greedy(new int[] {300}, 1)))
                    .isInstanceOf(GenerationException.class)
                    .hasMessageContaining("token 300");
        }
    }

    @Test
    void aCancelledRequestGivesItsSlotToTheNext() throws Exception {
        try (Generator generator =
                model.newGenerator(GeneratorOptions.defaults().withSlots(1))) {
            CompletableFuture<Completion> endless = generator.submit(greedy(prompt(0), 100));
            CompletableFuture<Completion> next = generator.submit(greedy(prompt(1), 3));
            endless.cancel(true);
            assertThat(next.get(30, TimeUnit.SECONDS).ids()).hasSize(3);
        }
    }

    @Test
    void closingFailsWhatIsNotComplete() {
        Generator generator = model.newGenerator(GeneratorOptions.defaults().withSlots(1));
        List<CompletableFuture<Completion>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            futures.add(generator.submit(greedy(prompt(0), 100)));
        }
        generator.close();
        assertThat(futures).allMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> futures.get(49).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(GenerationException.class);
        assertThatThrownBy(() -> generator.submit(greedy(prompt(0), 1))).isInstanceOf(GenerationException.class);
    }

    private static int[] prompt(int index) {
        return Golden.ints(GOLDEN.get("prompts").get(index).get("ids"));
    }

    private static GenerationRequest greedy(int[] prompt, int maxTokens) {
        return new GenerationRequest(prompt, Sampling.greedy(), maxTokens, 0, Set.of(), List.of());
    }

    private static GenerationRequest sampled(int seed) {
        Sampling sampling =
                switch (seed % 3) {
                    case 0 -> Sampling.temperature(0.8);
                    case 1 -> new Sampling(0.7, 0.9, 0);
                    default -> new Sampling(1.2, 0.95, 20);
                };
        return new GenerationRequest(prompt(seed % 2), sampling, 10 + seed, seed, Set.of(), List.of());
    }
}

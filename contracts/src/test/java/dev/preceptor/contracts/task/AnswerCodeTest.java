package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerCodeTest {

    @Test
    void theFencedBlockIsTheProgram() {
        assertThat(AnswerCode.inAnswer("Sure:\n```python\ndef f(x):\n    return x\n```\nIt works.", "f"))
                .isEqualTo("def f(x):\n    return x");
    }

    @Test
    void ofSeveralBlocksTheOneWithTheEntryPoint() {
        assertThat(AnswerCode.inAnswer("```python\nf(1)\n```\nand\n```py\ndef f(x):\n    return x\n```", "f"))
                .isEqualTo("def f(x):\n    return x");
    }

    @Test
    void whereAWholeProgramIsWantedTheFirstBlockIsIt() {
        assertThat(AnswerCode.inAnswer("So:\n```python\nprint(input())\n```\nand\n```\n1\n```", null))
                .isEqualTo("print(input())");
    }

    @Test
    void aBlockThatWasCutOffCounts() {
        assertThat(AnswerCode.inAnswer("```python\ndef f(x):\n    return", "f")).isEqualTo("def f(x):\n    return");
    }

    @Test
    void bareCodeCountsWithoutTheWordsBeforeIt() {
        assertThat(AnswerCode.inAnswer("Here it is.\nimport math\ndef f(x):\n    return x", "f"))
                .isEqualTo("import math\ndef f(x):\n    return x");
    }

    @Test
    void anAnswerKeepsWhatStandsBeforeTheFunctionInThePrompt() {
        Task task = completion("from typing import List\n\n\ndef f(x: List[int]):\n    \"\"\"Same.\"\"\"\n");

        assertThat(AnswerCode.program(task, "```python\ndef f(x: List[int]):\n    return x\n```", true))
                .isEqualTo("from typing import List\n\n\ndef f(x: List[int]):\n    return x");
    }

    @Test
    void anAnswerThatIsOnlyTheBodyIsPutBehindTheHead() {
        Task task = completion("def f(x):\n    \"\"\"Same.\"\"\"\n");

        assertThat(AnswerCode.program(task, "```python\n    return x\n```", true))
                .isEqualTo("def f(x):\n    \"\"\"Same.\"\"\"\n    return x");
    }

    @Test
    void anAnswerWithoutCodeMakesNoProgram() {
        assertThat(AnswerCode.program(completion("def f(x):\n"), "I cannot.", true))
                .isEmpty();
    }

    private static Task completion(String prompt) {
        return TaskBuilder.builder()
                .id("t")
                .prompt(prompt)
                .promptKind(PromptKind.COMPLETION)
                .entryPoint("f")
                .check("def check(candidate): ...")
                .build();
    }

    @Test
    void wordsAreNoProgram() {
        assertThat(AnswerCode.inAnswer("I would define f as a function.", "f")).isEmpty();
        assertThat(AnswerCode.inAnswer("", "f")).isEmpty();
    }

    @Test
    void aContinuedPromptEndsBeforeTheFirstLineOutsideTheFunction() {
        assertThat(AnswerCode.continuing("def f(x):\n", "    y = x\n\n    return y\nprint(f(1))\n"))
                .isEqualTo("def f(x):\n    y = x\n\n    return y\n");
    }

    @Test
    void aContinuedPromptKeepsALineThatGoesOn() {
        assertThat(AnswerCode.continuing("def f(x):\n    ", "return (\n        x\n)\n"))
                .isEqualTo("def f(x):\n    return (\n        x\n)\n");
    }
}

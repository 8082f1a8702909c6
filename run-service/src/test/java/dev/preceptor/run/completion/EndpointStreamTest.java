package dev.preceptor.run.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndpointStreamTest {

    private final EndpointStream stream = new EndpointStream();

    private List<CompletionEvent> read(String... lines) {
        return Stream.of(lines).map(stream::line).flatMap(Optional::stream).toList();
    }

    @Test
    void aChatEndsWithTheProgramInIt() {
        assertThat(read(
                        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                        "",
                        ": a comment",
                        "data: {\"choices\":[{\"delta\":{\"content\":\"Here:\\n```python\\ndef f(n):\\n\"}}]}",
                        "data: {\"choices\":[{\"delta\":{\"content\":\"    return n\\n```\\n\"},\"finish_reason\":null}]}",
                        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                        "data: [DONE]",
                        "data: {\"choices\":[{\"delta\":{\"content\":\"late\"}}]}"))
                .containsExactly(
                        new CompletionEvent.Piece("Here:\n```python\ndef f(n):\n"),
                        new CompletionEvent.Piece("    return n\n```\n"),
                        new CompletionEvent.End("stop", "def f(n):\n    return n", null));
        assertThat(stream.hasEnded()).isTrue();
    }

    @Test
    void aContinuedTextMayBeCutAndHoldNoProgram() {
        List<CompletionEvent> events = read(
                "data: {\"choices\":[{\"text\":\"I do not\",\"finish_reason\":null}]}",
                "data: {\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}]}",
                "data: [DONE]");

        assertThat(events.get(0)).isEqualTo(new CompletionEvent.Piece("I do not"));
        assertThat(events.get(1)).isInstanceOfSatisfying(CompletionEvent.End.class, end -> {
            assertThat(end.finishReason()).isEqualTo("length");
            assertThat(end.program()).isNull();
            assertThat(end.problem()).isNotBlank();
        });
    }

    @Test
    void anErrorInTheStreamEndsItInTheEndpointsWords() {
        assertThat(read("data: {\"error\":{\"message\":\"the generation ended early\",\"code\":null}}", "data: [DONE]"))
                .containsExactly(new CompletionEvent.Failure("the generation ended early"));
        assertThat(stream.hasEnded()).isTrue();
    }

    @Test
    void aChunkThatIsNoJsonEndsIt() {
        assertThat(read("data: <html>")).singleElement().isInstanceOf(CompletionEvent.Failure.class);
    }
}

package dev.preceptor.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptEndTest {

    @Test
    void theBeginningIsLeftOutAndTheRestStays() {
        String body =
                "{\"choices\":[{\"text\":\"a\",\"prompt_logprobs\":[null,{\"5\":{\"logprob\":-1.5}},{\"6\":{\"logprob\":NaN}}]}],"
                        + "\"usage\":{\"prompt_tokens\":3}}";

        assertThat(PromptEnd.of(body, 2))
                .isEqualTo("{\"choices\":[{\"text\":\"a\",\"prompt_logprobs\":[null,null,{\"6\":{\"logprob\":NaN}}]}],"
                        + "\"usage\":{\"prompt_tokens\":3}}");
    }

    @Test
    void aBodyThatIsNoJsonStaysAsItIs() {
        assertThat(PromptEnd.of("{\"choices\": [", 2)).isEqualTo("{\"choices\": [");
        assertThat(PromptEnd.of("<html>", 2)).isEqualTo("<html>");
        assertThat(PromptEnd.of("{\"prompt_logprobs\":null}", 2)).isEqualTo("{\"prompt_logprobs\":null}");
    }
}

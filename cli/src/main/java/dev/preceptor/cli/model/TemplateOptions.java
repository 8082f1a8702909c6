package dev.preceptor.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.tokenizer.TemplateVariables;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --template} and {@code --date}: what a model's chat template is rendered with beside the messages. */
final class TemplateOptions {

    @Option(
            names = "--template",
            paramLabel = "NAME=VALUE",
            description =
                    "A variable of the chat template, such as enable_thinking=false; VALUE is JSON, or else a text."
                            + " May be repeated.")
    private Map<String, String> template = new LinkedHashMap<>();

    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            description = "The date that the chat template writes, if it writes one (default: today).")
    private LocalDate date;

    TemplateVariables variables() {
        return TemplateVariables.of(template(), date());
    }

    /** The variables by name. */
    Map<String, Object> template() {
        Map<String, Object> values = new LinkedHashMap<>();
        template.forEach((name, value) -> values.put(name, value(value)));
        return values;
    }

    LocalDate date() {
        return date == null ? LocalDate.now() : date;
    }

    private static Object value(String text) {
        try {
            return Json.mapper().readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}

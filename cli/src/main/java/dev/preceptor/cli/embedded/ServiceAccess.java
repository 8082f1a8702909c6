package dev.preceptor.cli.embedded;

import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the services that a person starts may call, as settings of theirs: any server without a key, and with a key only the
 * server that the same person named for it.
 */
public final class ServiceAccess {

    private static final String ANY = "*";
    private static final String OPENAI_KEY = "OPENAI_API_KEY";
    private static final String OPENAI_URL = "OPENAI_BASE_URL";

    private ServiceAccess() {}

    /** For a run in this process: its specification says which key goes where, and nobody else's tokens count. */
    public static Map<String, String> of(RunSpecification specification) {
        Map<String, String> settings = of(specification.teacher());
        StudentSpecification student = specification.student();
        if (student.apiKeyEnv() != null) {
            settings.putAll(credential("student", student.apiKeyEnv(), student.baseUrl()));
        }
        return settings;
    }

    /** For a teacher that is asked by this process. */
    public static Map<String, String> of(TeacherSpecification teacher) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("teacher.allowed-urls", ANY);
        settings.put("student.allowed-urls", ANY);
        settings.put("preceptor.api.tokens", "");
        settings.put("preceptor.api.tokens-file", "");
        if (teacher.apiKeyEnv() != null) {
            settings.putAll(credential("teacher", teacher.apiKeyEnv(), teacher.baseUrl()));
        }
        return settings;
    }

    /**
     * For services that take runs of others: who starts them says which key goes where. OPENAI_API_KEY goes to OPENAI_BASE_URL
     * where that is set.
     *
     * @param credentials URLs by the variables that hold the keys
     * @param environment what it says of the same settings holds
     */
    public static Map<String, String> of(Map<String, String> credentials, Map<String, String> environment) {
        Map<String, String> urls = new LinkedHashMap<>();
        String openAi = environment.getOrDefault(OPENAI_URL, "").strip();
        if (!openAi.isEmpty()) {
            urls.put(OPENAI_KEY, openAi);
        }
        urls.putAll(credentials);
        Map<String, String> settings = new LinkedHashMap<>();
        for (String service : new String[] {"teacher", "student"}) {
            settings.put(service + ".allowed-urls", ANY);
            urls.forEach((variable, url) -> settings.putAll(credential(service, variable, url)));
        }
        settings.keySet()
                .removeIf(name ->
                        environment.containsKey(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")));
        return settings;
    }

    private static Map<String, String> credential(String service, String variable, String url) {
        // A comma would begin another URL.
        return Map.of(service + ".credentials.\"" + variable + "\".urls", url.replace(",", "\\,"));
    }
}

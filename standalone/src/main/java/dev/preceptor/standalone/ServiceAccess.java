package dev.preceptor.standalone;

import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings of teacher-service and student-service that say which servers they may call. A call without an API key may go to any
 * server; an API key goes only to the server that the person who starts the services named for it.
 */
public final class ServiceAccess {

    private static final String ANY = "*";
    private static final String OPENAI_KEY = "OPENAI_API_KEY";
    private static final String OPENAI_URL = "OPENAI_BASE_URL";

    private ServiceAccess() {}

    /** For a run in this process: the specification names the server of each key; tokens of the environment do not apply. */
    public static Map<String, String> of(RunSpecification specification) {
        return of(specification, specification.ladder().rungs());
    }

    /** For several runs in this process, which have the student of a specification and these teachers. */
    public static Map<String, String> of(RunSpecification specification, List<TeacherSpecification> teachers) {
        Map<String, String> settings = ofTeachers(teachers);
        StudentSpecification student = specification.student();
        if (student.apiKeyEnv() != null) {
            List<String> urls = Stream.concat(Stream.of(student.baseUrl()), student.replicaUrls().stream())
                    .distinct()
                    .toList();
            settings.putAll(credential("student", student.apiKeyEnv(), urls));
        }
        return settings;
    }

    /** For a teacher that is called from this process. */
    public static Map<String, String> of(TeacherSpecification teacher) {
        return ofTeachers(List.of(teacher));
    }

    private static Map<String, String> ofTeachers(List<TeacherSpecification> teachers) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("teacher.allowed-urls", ANY);
        settings.put("student.allowed-urls", ANY);
        settings.put("preceptor.api.tokens", "");
        settings.put("preceptor.api.tokens-file", "");
        teachers.stream()
                .filter(teacher -> teacher.apiKeyEnv() != null)
                .collect(
                        Collectors.groupingBy(TeacherSpecification::apiKeyEnv, LinkedHashMap::new, Collectors.toList()))
                .forEach((variable, users) -> settings.putAll(credential(
                        "teacher",
                        variable,
                        users.stream()
                                .map(TeacherSpecification::baseUrl)
                                .distinct()
                                .toList())));
        return settings;
    }

    /**
     * For services that accept runs of others. OPENAI_API_KEY goes to OPENAI_BASE_URL if that variable is set.
     *
     * @param credentials the server's URL by the environment variable that holds the key
     * @param environment settings that are set here are left out: the environment takes precedence
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
        return credential(service, variable, List.of(url));
    }

    private static Map<String, String> credential(String service, String variable, List<String> urls) {
        // The setting is a list that is separated by commas.
        String list = urls.stream().map(url -> url.replace(",", "\\,")).collect(Collectors.joining(","));
        return Map.of(service + ".credentials.\"" + variable + "\".urls", list);
    }
}

package dev.preceptor.httpclient.credentials;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The servers that the operator allows a service to call. A request without a key may be sent to the allowed URLs and to the URLs of all
 * credentials; a request with a key only to the URLs of that credential. OpenAI's and Anthropic's keys are configured by default.
 * Immutable.
 */
public final class ServerAccess {

    /** An allowed URL that stands for any server. */
    public static final String ANY = "*";

    private static final Map<String, String> DEFAULTS = Map.of(
            "OPENAI_API_KEY", "https://api.openai.com/v1",
            "ANTHROPIC_API_KEY", "https://api.anthropic.com");

    private static final int MAX_SHOWN_LENGTH = 200;

    private final String service;
    private final Map<String, Credential> credentials;
    private final List<UrlPrefix> allowed;
    private final boolean any;
    private final UnaryOperator<String> environment;

    private ServerAccess(
            String service,
            Map<String, Credential> credentials,
            List<UrlPrefix> allowed,
            boolean any,
            UnaryOperator<String> environment) {
        this.service = service;
        this.credentials = credentials;
        this.allowed = allowed;
        this.any = any;
        this.environment = environment;
    }

    /**
     * @param service prefix of the settings' names: {@code teacher} or {@code student}
     * @param credentials by name, in addition to the default ones
     * @param allowedUrls URLs that may be called without a key, or {@link #ANY}
     * @param environment returns the value of an environment variable, or null
     * @throws IllegalArgumentException with one line that names the setting, if a URL is not valid
     */
    public static ServerAccess of(
            String service,
            Map<String, ? extends CredentialSettings> credentials,
            List<String> allowedUrls,
            UnaryOperator<String> environment) {
        Map<String, Credential> byName = new TreeMap<>();
        DEFAULTS.forEach((name, url) -> byName.put(name, new Credential(name, name, List.of(UrlPrefix.of(url)))));
        credentials.forEach((name, settings) -> {
            String setting = service + ".credentials.\"" + name + "\".urls";
            byName.put(
                    name, new Credential(name, settings.variable().orElse(name), prefixes(setting, settings.urls())));
        });
        List<String> named =
                allowedUrls.stream().filter(url -> !url.equals(ANY)).toList();
        return new ServerAccess(
                service,
                new LinkedHashMap<>(byName),
                prefixes(service + ".allowed-urls", named),
                named.size() < allowedUrls.size(),
                environment);
    }

    private static List<UrlPrefix> prefixes(String setting, List<String> urls) {
        List<UrlPrefix> prefixes = new ArrayList<>();
        for (String url : urls) {
            try {
                prefixes.add(UrlPrefix.of(url));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(setting + ": '" + url + "' " + e.getMessage(), e);
            }
        }
        return List.copyOf(prefixes);
    }

    /**
     * Checks that a server may be called.
     *
     * @param credential the key that the specification names; null where it names none
     * @throws ServerRefusedException if the server must not be called with this key
     */
    public void require(String baseUrl, String credential) {
        credentialFor(baseUrl, credential);
    }

    /**
     * The key to send to a server.
     *
     * @return null where the specification names none
     * @throws ServerRefusedException if the server must not be called with this key, or the key is not set
     */
    public String key(String baseUrl, String credential) {
        Credential allowedHere = credentialFor(baseUrl, credential);
        if (allowedHere == null) {
            return null;
        }
        String key = environment.apply(allowedHere.variable());
        if (key == null || key.isBlank()) {
            throw new ServerRefusedException("the environment variable " + allowedHere.variable() + ", which " + service
                    + ".apiKeyEnv names, is not set where the " + service + " runs");
        }
        String stripped = key.strip();
        if (!stripped.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
            throw new ServerRefusedException("the key in the environment variable " + allowedHere.variable()
                    + " holds a character that no key has, such as a line's end: set it again");
        }
        return stripped;
    }

    /**
     * The key to send to a resource of a server beside its API, such as {@code /tokenize}. Where the key does not go there, the resource is
     * called without it.
     *
     * @return null where there is none, or it does not go there
     * @throws ServerRefusedException if the resource must not be called
     */
    public String keyBeside(String url, String credential) {
        try {
            return key(url, credential);
        } catch (ServerRefusedException e) {
            require(url, null);
            return null;
        }
    }

    private Credential credentialFor(String baseUrl, String reference) {
        UrlPrefix url = urlOf(baseUrl);
        if (reference == null) {
            requireAllowed(baseUrl, url);
            return null;
        }
        List<Credential> named = credentials.values().stream()
                .filter(credential -> credential.isNamed(reference))
                .toList();
        if (named.isEmpty()) {
            throw new ServerRefusedException(service + ".apiKeyEnv: '" + reference
                    + "' is none of the credentials that the operator lists (" + String.join(", ", credentials.keySet())
                    + "): see " + service + ".credentials");
        }
        return named.stream()
                .filter(credential -> credential.maySendTo(url))
                .findFirst()
                .orElseThrow(() -> new ServerRefusedException(service + ".baseUrl: the key " + reference
                        + " does not go to '" + shown(baseUrl) + "': " + service + ".credentials.\""
                        + named.get(0).name() + "\".urls says where it may go"));
    }

    private UrlPrefix urlOf(String baseUrl) {
        try {
            return UrlPrefix.of(baseUrl);
        } catch (IllegalArgumentException e) {
            boolean secret = baseUrl.contains("@");
            throw new ServerRefusedException(
                    service + ".baseUrl " + (secret ? "" : "'" + shown(baseUrl) + "' ") + e.getMessage());
        }
    }

    private void requireAllowed(String baseUrl, UrlPrefix url) {
        boolean allowedHere = any
                || allowed.stream().anyMatch(prefix -> prefix.covers(url))
                || credentials.values().stream().anyMatch(credential -> credential.maySendTo(url));
        if (!allowedHere) {
            throw new ServerRefusedException(service + ".baseUrl: '" + shown(baseUrl)
                    + "' is none of the URLs that the operator allows: see " + service + ".allowed-urls");
        }
    }

    /** The URL as one line of limited length. */
    private static String shown(String baseUrl) {
        String line = baseUrl.replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= MAX_SHOWN_LENGTH ? line : line.substring(0, MAX_SHOWN_LENGTH) + "...";
    }
}

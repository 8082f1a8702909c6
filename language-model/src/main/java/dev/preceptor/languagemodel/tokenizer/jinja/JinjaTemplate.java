package dev.preceptor.languagemodel.tokenizer.jinja;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A parsed template. Immutable and safe for use by several threads. */
public final class JinjaTemplate {

    private final Node root;

    private JinjaTemplate(Node root) {
        this.root = root;
    }

    /** @throws JinjaException naming the line, if it cannot be parsed */
    public static JinjaTemplate parse(String source) {
        try {
            return new JinjaTemplate(TemplateParser.parse(source));
        } catch (StackOverflowError e) {
            throw new JinjaException("nested too deeply");
        }
    }

    /** Renders the template without {@code strftime_now}: see {@link #render(Map, Optional)}. */
    public String render(Map<String, ?> variables) {
        return render(variables, Optional.empty());
    }

    /**
     * Renders the template.
     *
     * @param variables String, Long, Double, Boolean, null, and Lists and Maps of these
     * @param today the date, at midnight, that {@code strftime_now} formats; empty: there is no such function
     * @throws JinjaException if the template refuses ({@code raise_exception}), fails, or exceeds the bounds on its work
     */
    public String render(Map<String, ?> variables, Optional<LocalDate> today) {
        Map<String, Object> all = new HashMap<>(variables);
        today.ifPresent(date -> all.putIfAbsent("strftime_now", DateFormat.strftime(date)));
        StringBuilder output = new StringBuilder();
        try {
            root.render(new Scope(all), output);
        } catch (StackOverflowError e) {
            throw new JinjaException("loops, macros or expressions nested too deeply");
        }
        return output.toString();
    }
}

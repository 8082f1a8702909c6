package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.Map;

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

    /**
     * Renders the template.
     *
     * @param variables String, Long, Double, Boolean, null, and Lists and Maps of these
     * @throws JinjaException if the template refuses ({@code raise_exception}), fails, or exceeds the bounds on its work
     */
    public String render(Map<String, ?> variables) {
        StringBuilder output = new StringBuilder();
        try {
            root.render(new Scope(variables), output);
        } catch (StackOverflowError e) {
            throw new JinjaException("loops, macros or expressions nested too deeply");
        }
        return output.toString();
    }
}

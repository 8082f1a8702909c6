package dev.preceptor.languagemodel.tokenizer.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Values written out as by Python's repr. */
final class Literals {

    private Literals() {}

    static String python(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof String text) {
            String quote = text.contains("'") && !text.contains("\"") ? "\"" : "'";
            String escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
            return quote + (quote.equals("'") ? escaped.replace("'", "\\'") : escaped) + quote;
        }
        if (value instanceof Double number) {
            return real(number);
        }
        if (value instanceof Tuple tuple) {
            StringJoiner joiner = new StringJoiner(", ", "(", tuple.size() == 1 ? ",)" : ")");
            tuple.forEach(item -> joiner.add(python(item)));
            return joiner.toString();
        }
        if (value instanceof List<?> list) {
            StringJoiner joiner = new StringJoiner(", ", "[", "]");
            list.forEach(item -> joiner.add(python(item)));
            return joiner.toString();
        }
        if (value instanceof Map<?, ?> map) {
            StringJoiner joiner = new StringJoiner(", ", "{", "}");
            map.forEach((key, item) -> joiner.add(python(key) + ": " + python(item)));
            return joiner.toString();
        }
        return String.valueOf(value);
    }

    /** The shortest digits that give back the number, with an exponent from 1e16 on and below 1e-4. */
    private static String real(double number) {
        double size = Math.abs(number);
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        if (size == 0 || size >= 1e-4 && size < 1e16) {
            String plain = digits.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String mantissa = digits.unscaledValue().toString();
        int sign = mantissa.startsWith("-") ? 1 : 0;
        int exponent = mantissa.length() - sign - 1 - digits.scale();
        String rest = mantissa.substring(sign + 1);
        return mantissa.substring(0, sign + 1)
                + (rest.isEmpty() ? "" : "." + rest)
                + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}

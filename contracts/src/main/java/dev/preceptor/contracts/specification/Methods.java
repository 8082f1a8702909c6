package dev.preceptor.contracts.specification;

import java.util.List;

/** The settings {@code method} and {@code methods} of a specification. */
final class Methods {

    private Methods() {}

    /**
     * Returns the method by which failures are taught first.
     *
     * @param method null if it is not set; {@code persd-combined} is the default
     * @param methods null or empty if it is not set; a method that corrects the student's failures, and then {@code opd}
     * @throws InvalidSpecificationException if they do not fit together
     */
    static Method first(Method method, List<Method> methods) {
        if (methods == null || methods.isEmpty()) {
            return method == null ? Method.PERSD_COMBINED : method;
        }
        Method first = methods.get(0);
        boolean fits = methods.size() == 1
                || methods.size() == 2
                        && first != null
                        && first.personalised()
                        && first != Method.OPD
                        && methods.get(1) == Method.OPD;
        if (first == null || !fits) {
            throw new InvalidSpecificationException(
                    "methods",
                    "are a method that corrects the student's failures, and then opd for what it leaves untaught, such as"
                            + " [persd, opd]; write a single method as method");
        }
        if (method != null && method != first) {
            throw new InvalidSpecificationException(
                    "method",
                    "is " + method.label() + ", and methods begin with " + first.label() + ": write one of the two");
        }
        return first;
    }
}

package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.TeacherListFile;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.specification.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --methods}, {@code --fractions} and {@code --teachers}: the arms of a comparison. */
final class ArmOptions {

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "METHOD",
            defaultValue = "stand,inpd,persd,persd-refine,persd-combined",
            description =
                    "The methods, in the order in which they run and buy teacher answers (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(
            names = "--fractions",
            split = ",",
            paramLabel = "X",
            description = "The shares of the taught tasks to train on, each above 0 and at most 1 (default: the"
                    + " specification's).")
    private List<String> fractions;

    @Option(
            names = "--teachers",
            split = ",",
            paramLabel = "NAME=FILE",
            description =
                    "Teachers to compare: each FILE holds a list, teachers, which takes the place of the"
                            + " specification's, with the same budget. NAME names the arms (default: the specification's teachers).")
    private Map<String, Path> teachers;

    /**
     * The arms of the options.
     *
     * @param fraction the specification's fraction
     * @throws CommandException if a method is unknown, a fraction is out of range, or a file lists no teachers
     */
    List<Arm> arms(double fraction) {
        List<Arm> arms = combinations(
                methods.stream().map(ArmOptions::method).toList(),
                fractions == null
                        ? List.of(fraction)
                        : fractions.stream().map(ArmOptions::fraction).toList());
        return teachers == null ? arms : withTeachers(arms, teachers);
    }

    /** Each arm once with the teachers of each file. */
    private static List<Arm> withTeachers(List<Arm> arms, Map<String, Path> files) {
        List<Arm> all = new ArrayList<>();
        for (Arm arm : arms) {
            files.forEach(
                    (name, file) -> all.add(new Arm(arm.method(), arm.fraction(), name, TeacherListFile.read(file))));
        }
        return List.copyOf(all);
    }

    /** All combinations of methods and fractions, in the order of the methods. Duplicates are removed. */
    static List<Arm> combinations(List<Method> methods, List<Double> fractions) {
        List<Arm> arms = new ArrayList<>();
        for (Method method : new LinkedHashSet<>(methods)) {
            for (double fraction : new LinkedHashSet<>(fractions)) {
                arms.add(new Arm(method, fraction));
            }
        }
        return arms;
    }

    /** @throws CommandException listing the known methods, if this one is unknown */
    static Method method(String label) {
        try {
            return Method.of(label.strip());
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput("--methods: " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if the text is not a number above 0 and at most 1 */
    static double fraction(String text) {
        try {
            double fraction = Double.parseDouble(text.strip());
            if (fraction > 0 && fraction <= 1) {
                return fraction;
            }
        } catch (NumberFormatException e) {
            throw CommandException.badInput("--fractions: '" + text + "' is not a number; an example is 0.33,1", e);
        }
        throw CommandException.badInput("--fractions: " + text.strip()
                + " is out of range: a share of the taught tasks is above 0 and at most 1");
    }
}

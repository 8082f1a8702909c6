package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.util.List;
import java.util.Locale;

/** Formats a stage as one line: name, progress, speed and remaining time. */
final class StageLine {

    private StageLine() {}

    static String of(StageProgress stage, Pace pace, long nowNanos) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT,
                "%-24s %5d/%d %s",
                title(stage.stage()),
                stage.done(),
                stage.total(),
                unit(stage.stage())));
        pace.rate(stage, nowNanos).ifPresent(rate -> line.append(", ").append(perSecond(rate)));
        pace.secondsLeft(stage, nowNanos)
                .ifPresent(left -> line.append(", ").append(duration(left)).append(" left"));
        if (stage.note() != null) {
            line.append(", ").append(stage.note());
        }
        return line.toString();
    }

    /** The stages that have begun, that is, whose total is known. */
    static List<StageProgress> begun(List<StageProgress> stages) {
        return stages.stream().filter(stage -> stage.total() > 0).toList();
    }

    private static String title(String stage) {
        int dash = stage.lastIndexOf('-');
        String kind = dash < 0 ? stage : stage.substring(0, dash);
        String round = dash < 0 ? "" : stage.substring(dash + 1);
        String name = kind.isEmpty() ? stage : Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
        if (kind.equals("exam")) {
            return round.equals("0") ? "Exam before training" : "Exam after round " + round;
        }
        return round.isEmpty() ? name : name + ", round " + round;
    }

    private static String unit(String stage) {
        if (stage.startsWith("training")) {
            return "steps";
        }
        return stage.equals("judging") || stage.equals("generating") ? "samples" : "tasks";
    }

    private static String perSecond(double rate) {
        return rate >= 1
                ? String.format(Locale.ROOT, "%.1f a second", rate)
                : String.format(Locale.ROOT, "%.0f s each", 1 / rate);
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min " + whole % 60 + " s";
        }
        return whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}

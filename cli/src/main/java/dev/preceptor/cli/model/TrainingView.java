package dev.preceptor.cli.model;

import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.languagemodel.finetuning.TrainingListener;
import dev.preceptor.languagemodel.finetuning.TrainingStep;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows the progress of a training. */
final class TrainingView implements TrainingListener {

    private final ProgressView view;
    private ProgressMeter meter;

    TrainingView(PrintWriter err) {
        view = ProgressView.on(err, Terminal.of(System.getProperties(), System.getenv()), System::nanoTime);
    }

    @Override
    public void onStep(TrainingStep step, double tokensPerSecond) {
        if (meter == null) {
            meter = new ProgressMeter(view, "training", step.step() - 1, step.steps(), System::nanoTime);
        }
        meter.reach(
                step.step(),
                String.format(Locale.ROOT, "loss %.4f, %.0f tokens a second", step.loss(), tokensPerSecond));
    }
}

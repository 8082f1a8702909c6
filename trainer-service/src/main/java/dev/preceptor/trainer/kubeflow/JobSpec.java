package dev.preceptor.trainer.kubeflow;

import dev.preceptor.artifactstore.Sha256;
import dev.preceptor.trainer.program.ProgramRun;
import java.util.List;
import java.util.Map;

/**
 * What a job of Kubernetes is made of.
 *
 * @param name the same for each try of a training job, so that only one of them is there at a time
 * @param annotations see {@link Annotation}
 * @param command the words of the command line
 * @param folder the folder of the training job
 */
record JobSpec(
        String name, Map<String, String> annotations, List<String> command, String folder, KubeflowSettings settings) {

    private static final String PREFIX = "preceptor-";
    private static final int HASH = 16;

    /** The names of the annotations by which a job is recognised. */
    static final class Annotation {

        /** The id of the training job. */
        static final String JOB = "preceptor.dev/job";
        /** Its folder, which differs between installations in one namespace. */
        static final String FOLDER = "preceptor.dev/folder";
        /** The hash of all that the training depends on. */
        static final String TRAINING = "preceptor.dev/training";
        /** The bytes of progress.jsonl when this try began. */
        static final String PROGRESS = "preceptor.dev/progress";

        private Annotation() {}
    }

    /** The name for a training job: it depends on the job and its folder. */
    static String nameOf(ProgramRun run) {
        return PREFIX + Sha256.of(run.folder().root() + "\n" + run.job().id()).substring(0, HASH);
    }

    static JobSpec of(ProgramRun run, List<String> command, KubeflowSettings settings) {
        String folder = run.folder().root().toString();
        String training = Sha256.of(
                String.join("\n", List.of(run.description().fingerprint(), command.toString(), settings.forPods())));
        Map<String, String> annotations = Map.of(
                Annotation.JOB,
                run.job().id(),
                Annotation.FOLDER,
                folder,
                Annotation.TRAINING,
                training,
                Annotation.PROGRESS,
                Long.toString(run.folder().progressBytes()));
        return new JobSpec(nameOf(run), annotations, command, folder, settings);
    }

    /** The bytes of progress.jsonl that earlier tries have written. */
    long progress() {
        return Long.parseLong(annotations.get(Annotation.PROGRESS));
    }

    /** The same for a job that is there. */
    static long progressOf(JobSnapshot existing) {
        return Long.parseLong(existing.annotations().getOrDefault(Annotation.PROGRESS, "0"));
    }

    /** Whether a job that is there was made for the same training job, perhaps with other settings. */
    boolean isOfSameJob(JobSnapshot existing) {
        return has(existing, Annotation.JOB) && has(existing, Annotation.FOLDER);
    }

    /** Whether a job that is there does the very training that this one would do. */
    boolean isSameTraining(JobSnapshot existing) {
        return isOfSameJob(existing) && has(existing, Annotation.TRAINING);
    }

    private boolean has(JobSnapshot existing, String annotation) {
        return annotations.get(annotation).equals(existing.annotations().get(annotation));
    }
}

package dev.preceptor.languagemodel.checkpoint;

/** Weights in Python's pickle format, which this library does not read. */
public final class PickledWeights {

    /** What they are and what to do, to follow the name of a model and a verb. */
    public static final String ADVICE =
            "Python pickles (pytorch_model.bin), which can run code when they are read. Write them as safetensors once, with"
                    + " deploy/trainer/to_safetensors.py MODEL FOLDER, and name the folder; trainer.backend=command and kubeflow"
                    + " read them as they are";

    private PickledWeights() {}
}

package dev.preceptor.cli.estimate;

import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.languagemodel.source.ModelSourceException;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.standalone.Home;
import dev.preceptor.teaching.estimate.TokenCount;

/** Counts tokens with the student's tokenizer. */
public final class StudentTokens {

    private StudentTokens() {}

    /** By the student's tokenizer if the model is on this machine or can be downloaded, otherwise by bytes. */
    public static TokenCount of(String studentModel, Home home) {
        try {
            Tokenizer tokenizer = Tokenizer.load(ModelSource.resolve(studentModel, home.models(), line -> {}));
            return new TokenCount(text -> tokenizer.encode(text, false).length, "by the student's tokenizer");
        } catch (ModelSourceException e) {
            return TokenCount.byBytes();
        }
    }
}

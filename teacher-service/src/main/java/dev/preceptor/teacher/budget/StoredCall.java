package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.util.Optional;

/**
 * The last entry of a call, with the text of its answer moved from memory to the {@link AnswerFile}.
 *
 * @param call the entry, without the answer's text where {@code text} is set
 * @param text position of the answer's text in the file; null where the entry is complete
 */
record StoredCall(TeacherCall call, AnswerFile.Position text) {

    /** Moves the answer's text to the file; keeps it in memory where the file cannot be written. */
    static StoredCall of(TeacherCall entry, AnswerFile file) {
        String text = entry.answer() == null ? null : entry.answer().content();
        return Optional.ofNullable(text)
                .flatMap(file::write)
                .map(position -> new StoredCall(withText(entry, null), position))
                .orElseGet(() -> new StoredCall(entry, null));
    }

    /**
     * The entry as it was written to the log.
     *
     * @throws LedgerUnavailableException if the file cannot be read
     */
    TeacherCall load(AnswerFile file) {
        return text == null ? call : withText(call, file.read(text));
    }

    private static TeacherCall withText(TeacherCall call, String text) {
        return call.withAnswer(call.answer().withContent(text));
    }
}

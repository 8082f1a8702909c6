package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.util.Optional;

/**
 * A call as its last entry left it, in little memory.
 *
 * @param call without the text of its answer, where that lies elsewhere
 * @param text where it lies; null where the call holds all there is
 */
record Known(TeacherCall call, AnswerTexts.Place text) {

    static Known of(TeacherCall entry, AnswerTexts texts) {
        String text = entry.answer() == null ? null : entry.answer().content();
        return Optional.ofNullable(text)
                .flatMap(texts::keep)
                .map(place -> new Known(with(entry, null), place))
                .orElseGet(() -> new Known(entry, null));
    }

    /** The entry as it was written. */
    TeacherCall whole(AnswerTexts texts) {
        return text == null ? call : with(call, texts.text(text));
    }

    private static TeacherCall with(TeacherCall call, String text) {
        return call.withAnswer(call.answer().withContent(text));
    }
}

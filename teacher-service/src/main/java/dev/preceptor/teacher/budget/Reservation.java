package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;

/**
 * A reservation that was granted: the money for one HTTP request, and the time slot to send it in.
 *
 * @param turn the request must not be sent before
 * @param latestStart the request must not be sent after
 */
public record Reservation(TeacherCall entry, Instant turn, Instant latestStart) {}

package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;

/**
 * Money for a request, and a turn to make it.
 *
 * @param turn the request must not be made before
 * @param latestStart nor after
 */
public record Reservation(TeacherCall entry, Instant turn, Instant latestStart) {}

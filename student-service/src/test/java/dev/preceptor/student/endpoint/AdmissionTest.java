package dev.preceptor.student.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void whoComesToAFullQueueIsRefusedUntilSomebodyLeaves() {
        Admission admission = new Admission(3);
        admission.enter(2);

        assertThatThrownBy(() -> admission.enter(2))
                .isInstanceOfSatisfying(ApiException.class, problem -> assertThat(problem.status())
                        .isEqualTo(503));
        admission.leave(2);

        assertThatCode(() -> admission.enter(3)).doesNotThrowAnyException();
    }
}

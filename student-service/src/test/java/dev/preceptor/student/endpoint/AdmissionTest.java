package dev.preceptor.student.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void whoComesToAFullQueueIsRefusedUntilSomebodyLeaves() {
        Admission admission = new Admission(3);
        admission.admit(2);

        assertThatThrownBy(() -> admission.admit(2))
                .isInstanceOfSatisfying(ApiException.class, problem -> assertThat(problem.status())
                        .isEqualTo(503));
        admission.release(2);

        assertThatCode(() -> admission.admit(3)).doesNotThrowAnyException();
    }
}

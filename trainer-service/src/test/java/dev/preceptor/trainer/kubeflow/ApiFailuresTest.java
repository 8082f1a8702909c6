package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.trainer.program.ProgramEnd;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "403, 'jobs.batch \"a\" is forbidden: exceeded quota: q, requested: count/jobs.batch=1', InfrastructureFailed",
        "403, 'jobs.batch is forbidden: User \"u\" cannot create resource', TrainingFailed",
        "400, 'admission webhook denied the request', TrainingFailed",
        "401, Unauthorized, TrainingFailed",
        "404, namespaces \"a\" not found, TrainingFailed",
        "422, 'spec.image: Required value', TrainingFailed",
        "408, timeout, InfrastructureFailed",
        "409, conflict, InfrastructureFailed",
        "429, too many requests, InfrastructureFailed",
        "500, failed calling webhook, InfrastructureFailed",
        "503, unavailable, InfrastructureFailed",
    })
    void aRefusalIsFinalUnlessItMayEnd(int code, String message, String end) {
        ProgramEnd refused = ApiFailures.refused(new KubernetesClientException(
                message,
                code,
                new StatusBuilder().withCode(code).withMessage(message).build()));

        assertThat(refused.getClass().getSimpleName()).isEqualTo(end);
        assertThat(refused)
                .hasToString("%s[reason=the Kubernetes API server did not create the job: %s]".formatted(end, message));
    }

    @Test
    void withoutAnAnswerTheCauseIsTold() {
        KubernetesClientException unanswered =
                new KubernetesClientException("An error has occurred.", new ConnectException("Connection refused"));

        assertThat(ApiFailures.refused(unanswered))
                .isEqualTo(new ProgramEnd.InfrastructureFailed(
                        "the Kubernetes API server did not create the job: Connection refused"));
    }
}

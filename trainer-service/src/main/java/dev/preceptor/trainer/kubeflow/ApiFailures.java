package dev.preceptor.trainer.kubeflow;

import dev.preceptor.trainer.program.ProgramEnd;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What an error of the API server means for a training. */
final class ApiFailures {

    static final int CONFLICT = 409;
    static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private ApiFailures() {}

    /** The end of a training whose job the API server does not create. A quota may have room later. */
    static ProgramEnd refused(KubernetesClientException e) {
        String message = "the Kubernetes API server did not create the job: " + text(e);
        boolean quota = e.getCode() == FORBIDDEN && message.contains("exceeded quota");
        return quota || isTransient(e)
                ? new ProgramEnd.InfrastructureFailed(message)
                : new ProgramEnd.TrainingFailed(message);
    }

    /** Whether a repetition of the request may succeed. */
    static boolean isTransient(KubernetesClientException e) {
        int code = e.getCode();
        return isUnanswered(e)
                || code == TIMEOUT
                || code == CONFLICT
                || code == TOO_MANY_REQUESTS
                || code >= SERVER_ERROR;
    }

    /** Whether there was no answer: then the client gives no code of HTTP. */
    static boolean isUnanswered(KubernetesClientException e) {
        return e.getCode() <= 0;
    }

    /** The message of the server, or why there was no answer. */
    static String text(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return e.getStatus().getMessage();
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}

package dev.preceptor.run.api;

import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.credentials.CredentialSettings;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The servers that the stages may call, as far as the settings of this service say. The stages decide; this check refuses early
 * a run that they would refuse.
 */
@ApplicationScoped
public class AllowedServers {

    /** The teacher's setting of this name. */
    @ConfigMapping(prefix = "teacher.credentials")
    public interface TeacherCredentials {
        /** By name. */
        @WithParentName
        Map<String, CredentialSettings> byName();
    }

    /** The student's setting of this name. */
    @ConfigMapping(prefix = "student.credentials")
    public interface StudentCredentials {
        /** By name. */
        @WithParentName
        Map<String, CredentialSettings> byName();
    }

    private final Optional<ServerAccess> teacher;
    private final Optional<ServerAccess> student;

    AllowedServers(
            TeacherCredentials teacher,
            StudentCredentials student,
            @ConfigProperty(name = "teacher.allowed-urls") Optional<List<String>> teacherUrls,
            @ConfigProperty(name = "student.allowed-urls") Optional<List<String>> studentUrls) {
        this.teacher = access("teacher", teacher.byName(), teacherUrls);
        this.student = access("student", student.byName(), studentUrls);
    }

    /** Empty where nothing is known. */
    private static Optional<ServerAccess> access(
            String service, Map<String, CredentialSettings> credentials, Optional<List<String>> urls) {
        return credentials.isEmpty() && urls.isEmpty()
                ? Optional.empty()
                : Optional.of(ServerAccess.of(service, credentials, urls.orElse(List.of()), variable -> null));
    }

    /** @throws InvalidRequestException if a server that the specification names is known not to be allowed */
    public void require(RunSpecification specification) {
        specification.ladder().rungs().forEach(this::require);
        StudentSpecification asksStudent = specification.student();
        if (asksStudent.backend().equals("openai")) {
            require(student, asksStudent.baseUrl(), asksStudent.apiKeyEnv());
            asksStudent.replicaUrls().forEach(url -> require(student, url, asksStudent.apiKeyEnv()));
        }
    }

    /** @throws InvalidRequestException if the teacher's server is known not to be allowed */
    void require(TeacherSpecification asked) {
        if (asked.callsServer()) {
            require(teacher, asked.baseUrl(), asked.apiKeyEnv());
        }
    }

    private static void require(Optional<ServerAccess> access, String url, String keyVariable) {
        try {
            access.ifPresent(known -> known.require(url, keyVariable));
        } catch (ServerRefusedException e) {
            throw new InvalidRequestException(e.getMessage());
        }
    }
}

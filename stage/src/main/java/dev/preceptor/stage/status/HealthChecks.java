package dev.preceptor.stage.status;

import dev.preceptor.contracts.event.ReplicaStatus;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/** The health checks of this process, as {@code /q/health} reports them. */
final class HealthChecks {

    private static final int LONGEST_DETAIL = 300;

    private final SmallRyeHealthReporter reporter;

    HealthChecks(SmallRyeHealthReporter reporter) {
        this.reporter = reporter;
    }

    List<ReplicaStatus.Check> all() {
        return of(reporter.getHealth().getPayload());
    }

    static List<ReplicaStatus.Check> of(JsonObject health) {
        return health.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .map(check -> new ReplicaStatus.Check(
                        check.getString("name"), "UP".equals(check.getString("status")), detail(check)))
                .toList();
    }

    private static String detail(JsonObject check) {
        JsonObject data = check.getJsonObject("data");
        if (data == null || data.isEmpty()) {
            return null;
        }
        String detail = data.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                .collect(Collectors.joining(", "));
        return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + " ...";
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : value.toString();
    }
}

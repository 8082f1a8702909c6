package dev.preceptor.standalone.processes;

import java.util.EnumMap;
import java.util.Map;

/** The number of processes of each service; the default is one. */
public record Replicas(Map<Service, Integer> counts) {

    private static final int MOST = 64;

    /**
     * @param text for example {@code executor=2,teacher=2}; null for one of each
     * @throws IllegalArgumentException if the text is not of this form, or names an unknown service or too many processes
     */
    public static Replicas of(String text) {
        Map<Service, Integer> counts = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            counts.put(service, 1);
        }
        if (text != null) {
            for (String part : text.split(",")) {
                String[] sides = part.strip().split("=", -1);
                if (sides.length != 2 || !sides[1].matches("[0-9]{1,3}")) {
                    throw new IllegalArgumentException("'" + part + "' is not like executor=2");
                }
                Service service = Service.named(sides[0])
                        .orElseThrow(() -> new IllegalArgumentException(
                                "there is no '" + sides[0] + "'; there are " + Service.labels()));
                counts.put(service, checked(service, Integer.parseInt(sides[1])));
            }
        }
        return new Replicas(Map.copyOf(counts));
    }

    private static int checked(Service service, int count) {
        if (count > MOST) {
            throw new IllegalArgumentException("of " + service.label() + " there can be " + MOST + " at most");
        }
        return count;
    }

    int count(Service service) {
        return counts.get(service);
    }
}

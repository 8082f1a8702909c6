package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import java.util.EnumMap;
import java.util.Map;

/** How many processes of each service there are to be; one where nothing else is said. */
record Replicas(Map<Service, Integer> counts) {

    private static final int MOST = 64;

    /**
     * @param text such as {@code executor=2,teacher=2}; null for one of each
     * @throws CommandException naming what cannot be used
     */
    static Replicas of(String text) {
        Map<Service, Integer> counts = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            counts.put(service, 1);
        }
        if (text != null) {
            for (String part : text.split(",")) {
                String[] sides = part.strip().split("=", -1);
                if (sides.length != 2 || !sides[1].matches("[0-9]{1,3}")) {
                    throw wrong("'" + part + "' is not like executor=2");
                }
                Service service = Service.named(sides[0])
                        .orElseThrow(() -> wrong("there is no '" + sides[0] + "'; there are " + Service.labels()));
                counts.put(service, checked(service, Integer.parseInt(sides[1])));
            }
        }
        return new Replicas(Map.copyOf(counts));
    }

    private static int checked(Service service, int count) {
        if (count > MOST) {
            throw wrong("of " + service.label() + " there can be " + MOST + " at most");
        }
        return count;
    }

    int count(Service service) {
        return counts.get(service);
    }

    private static CommandException wrong(String problem) {
        return CommandException.badInput("--replicas: " + problem);
    }
}

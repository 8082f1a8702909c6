import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long requests to an address take, one after the other. */
record Latency(double medianMillis, double p95Millis, int bytes) {

    private static final int WARM_UP = 10;

    static Latency of(URI address, int requests) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(address).build();
        double[] millis = new double[requests];
        int bytes = 0;
        for (int i = -WARM_UP; i < requests; i++) {
            long started = System.nanoTime();
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(address + " answered with status " + response.statusCode());
            }
            bytes = response.body().length;
            if (i >= 0) {
                millis[i] = (System.nanoTime() - started) / 1e6;
            }
        }
        Arrays.sort(millis);
        return new Latency(millis[requests / 2], millis[(int) Math.ceil(0.95 * requests) - 1], bytes);
    }

    Map<String, Object> line(String path) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("path", path);
        line.put("medianMillis", Math.round(medianMillis));
        line.put("p95Millis", Math.round(p95Millis));
        line.put("bytes", bytes);
        return line;
    }
}

# The image of every service except the executor. The build context is the service's target/quarkus-app; see docker-compose.yml.
FROM eclipse-temurin:17-jre

# Create the folders with their owner, so that the service can write to volumes mounted there.
RUN useradd --uid 10001 --user-group --no-create-home preceptor \
    && mkdir -p /data/artifacts /data/models /data/state /data/training \
    && chown -R preceptor:preceptor /data
ENV PRECEPTOR_HOME=/data \
    RUN_STATE_DIRECTORY=/data/state \
    EVAL_STATE_DIRECTORY=/data/state \
    QUARKUS_HTTP_HOST=0.0.0.0 \
    OMP_WAIT_POLICY=PASSIVE \
    GOMP_SPINCOUNT=10000 \
    OPT_OUT_TRACKING=true \
    JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"

WORKDIR /service
# The layers that change least often come first.
COPY lib/ lib/
COPY quarkus/ quarkus/
COPY app/ app/
COPY quarkus-run.jar .

USER 10001
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "quarkus-run.jar"]

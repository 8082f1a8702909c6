# trainer-service with the backend `command`: Java, torch, and the program of deploy/trainer. The build context is the repository's root:
#   docker build -f deploy/docker/torch-trainer.Dockerfile -t preceptor/torch-trainer .
# The build of trainer-service is expected in trainer-service/target/quarkus-app. deploy/push-images.sh --torch builds and pushes the image.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home preceptor \
    && mkdir -p /data/artifacts /data/models /data/training \
    && chown -R preceptor:preceptor /data
COPY deploy/trainer/requirements.txt deploy/trainer/requirements-bucket.txt /trainer/
RUN pip install --no-cache-dir --requirement /trainer/requirements.txt --requirement /trainer/requirements-bucket.txt
COPY deploy/trainer/finetune.py deploy/trainer/to_safetensors.py deploy/trainer/in_bucket.py /trainer/

# One process by default. For more: TRAINER_WORLD_SIZE and the number in TRAINER_COMMAND.
ENV PRECEPTOR_HOME=/data \
    HOME=/data \
    QUARKUS_HTTP_HOST=0.0.0.0 \
    OMP_WAIT_POLICY=PASSIVE \
    GOMP_SPINCOUNT=10000 \
    OPT_OUT_TRACKING=true \
    HF_HUB_OFFLINE=1 \
    JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError" \
    TRAINER_BACKEND=command \
    TRAINER_COMMAND="torchrun --standalone --nproc-per-node 1 /trainer/finetune.py {job} --bf16"

WORKDIR /service
COPY trainer-service/target/quarkus-app/ .

USER 10001
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "quarkus-run.jar"]

# student-service or trainer-service with PyTorch's libraries for CUDA 12.8. The build argument SERVICE is the image of the service:
#
#     docker build --build-arg SERVICE=preceptor/trainer-service --tag preceptor/trainer-service-gpu --file gpu.Dockerfile .
#
# The version of torch is the one that DJL's binding in the service is built for.
ARG SERVICE=preceptor/student-service
FROM python:3.11-slim AS torch
RUN pip install --no-cache-dir --target /torch torch==2.7.1

FROM ${SERVICE}
# The libraries find each other by paths relative to themselves, so the folders keep their places.
COPY --from=torch /torch/torch/lib /opt/pytorch/torch/lib
COPY --from=torch /torch/nvidia /opt/pytorch/nvidia
ENV PYTORCH_LIBRARY_PATH=/opt/pytorch/torch/lib \
    PYTORCH_FLAVOR=cu128

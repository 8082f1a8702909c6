/**
 * The backend {@code kubeflow}: the program that trains is a job of Kubernetes, on one node or several.
 * {@link dev.preceptor.trainer.kubeflow.KubeflowProgram} creates it, watches it and deletes it. The job reads and writes the same files
 * as a process of this machine, on a volume that both see.
 */
package dev.preceptor.trainer.kubeflow;

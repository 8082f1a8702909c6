#!/bin/bash
# The cluster's name server: names.sh WORK-FOLDER apply|write
# "apply" makes it, "write" keeps its file up to date until it is ended.
work=$1
. "$(dirname "$0")/env.sh"
folder=$work/names
mkdir -p "$folder"
case $2 in
    write)
        while :; do
            kubectl get services --all-namespaces --no-headers --output custom-columns=A:.spec.clusterIP,N:.metadata.name,S:.metadata.namespace \
                | awk '$1 ~ /^[0-9]/ {print $1, $2 "." $3 ".svc.cluster.local"}' >"$folder/new" && mv "$folder/new" "$folder/services"
            sleep 2
        done
        ;;
    apply)
        kubectl apply --filename - <<X
apiVersion: apps/v1
kind: Deployment
metadata: {name: names, namespace: kube-system}
spec:
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec:
      dnsPolicy: Default
      containers:
        - name: names
          image: try/names:1
          args: [/services/services]
          securityContext: {runAsUser: 0}
          volumeMounts: [{name: names, mountPath: /services, readOnly: true}]
      volumes: [{name: names, hostPath: {path: $folder}}]
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec:
  clusterIP: 10.96.0.10
  selector: {k8s-app: kube-dns}
  ports: [{name: dns, port: 53, protocol: UDP}]
X
        ;;
esac

#!/bin/bash
# Certificates and kubeconfigs of the node, and Kafka's certificate: pki.sh WORK-FOLDER NODE-ADDRESS
work=$1
. "$(dirname "$0")/env.sh"
node=$2
mkdir -p "$work/pki"
cd "$work/pki"
[ ! -f complete ] || exit 0
exec 2>openssl.log

authority() { openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$1" -keyout "$1.key" -out "$1.crt"; }

# certificate NAME SUBJECT AUTHORITY [ALTERNATIVE-NAMES]
certificate() {
    openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr"
    {
        echo extendedKeyUsage=clientAuth,serverAuth
        [ -z "${4:-}" ] || echo "subjectAltName=$4"
    } >"$1.ext"
    openssl x509 -req -days 30 -in "$1.csr" -CA "$3.crt" -CAkey "$3.key" -CAcreateserial -extfile "$1.ext" -out "$1.crt"
}

# kubeconfig NAME SUBJECT: also its certificate.
kubeconfig() {
    certificate "$1" "$2" cluster-ca
    local config="kubectl --kubeconfig $1.kubeconfig config"
    $config set-cluster here --server="https://$node:16443" --certificate-authority=cluster-ca.crt --embed-certs
    $config set-credentials me --client-certificate="$1.crt" --client-key="$1.key" --embed-certs
    $config set-context it --cluster=here --user=me
    $config use-context it
}

authority cluster-ca
authority proxy-ca
authority kafka-ca
certificate apiserver /CN=kube-apiserver cluster-ca \
    "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,IP:10.96.0.1,IP:$node"
certificate proxy-client /CN=proxy-client proxy-ca
certificate kafka /CN=kafka kafka-ca DNS:kafka.kafka.svc,DNS:kafka.kafka.svc.cluster.local
cat kafka.key kafka.crt >kafka.pem
openssl genrsa -out accounts.key 2048
openssl rsa -in accounts.key -pubout -out accounts.pub
{
    kubeconfig admin /O=system:masters/CN=admin
    kubeconfig controllers /CN=system:kube-controller-manager
    kubeconfig scheduler /CN=system:kube-scheduler
    kubeconfig kubelet /O=system:nodes/CN=system:node:node1
    kubeconfig proxy /CN=system:kube-proxy
} >/dev/null
touch complete

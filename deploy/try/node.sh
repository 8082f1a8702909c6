#!/bin/bash
# A Kubernetes of one node, as processes of this machine: node.sh WORK-FOLDER start|stop
# Pods have addresses in 10.244.0.0/24, services in 10.96.0.0/16; neither is routed to another machine.
work=$1
. "$(dirname "$0")/env.sh"
node=10.243.0.1
pki=$work/pki
containers="ctr --address $work/containerd/socket --namespace k8s.io"

network() {
    ip link show trynode >/dev/null 2>&1 || ip link add trynode type bridge
    ip address replace "$node/32" dev trynode
    ip link set trynode up
    # Addresses that no pod and no service has must not be looked for elsewhere.
    ip route replace 10.96.0.0/16 dev trynode
    ip route replace 10.244.0.0/16 dev trynode
    sysctl -q -w net.ipv4.ip_forward=1
    sysctl -q -w net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
    mkdir -p "$work/cni"
    cat >"$work/cni/10-pods.conflist" <<X
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "ptp", "mtu": 1400, "ipam": {"type": "host-local", "dataDir": "$work/cni-leases",
    "ranges": [[{"subnet": "10.244.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
X
}

settings() {
    mkdir -p "$work/containerd" "$work/kubelet"
    cat >"$work/containerd/config.toml" <<X
version = 2
root = "$work/containerd/root"
state = "$work/containerd/state"
[grpc]
  address = "$work/containerd/socket"
[plugins."io.containerd.internal.v1.opt"]
  path = "$work/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "try/pause:1"
  disable_apparmor = true
  # Without CAP_SYS_RESOURCE, no process may lower its OOM score.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$work/cni"
X
    : >"$work/kubelet/resolv.conf"
    cat >"$work/kubelet/config.yaml" <<X
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
failSwapOn: false
cgroupDriver: cgroupfs
containerRuntimeEndpoint: unix://$work/containerd/socket
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
resolvConf: $work/kubelet/resolv.conf
podLogsDir: $work/pod-logs
evictionHard: {memory.available: 100Mi, nodefs.available: 1Gi, imagefs.available: 1Gi}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
readOnlyPort: 0
maxPods: 60
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/cluster-ca.crt}}
authorization: {mode: Webhook}
X
    cat >"$work/kubelet/proxy.yaml" <<X
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clientConnection: {kubeconfig: $pki/proxy.kubeconfig}
clusterCIDR: 10.244.0.0/16
hostnameOverride: node1
conntrack: {maxPerCore: 0, min: 0}
metricsBindAddress: 127.0.0.1:10249
X
}

processes() {
    export KUBECONFIG=$pki/admin.kubeconfig
    start etcd etcd --data-dir "$work/etcd" --unsafe-no-fsync --listen-peer-urls http://127.0.0.1:12380 \
        --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379
    start kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:12379 --bind-address=$node --advertise-address=$node \
        --secure-port=16443 --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC --allow-privileged=true \
        --enable-admission-plugins=NodeRestriction --kubelet-preferred-address-types=InternalIP \
        --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --client-ca-file="$pki/cluster-ca.crt" \
        --kubelet-client-certificate="$pki/admin.crt" --kubelet-client-key="$pki/admin.key" \
        --service-account-issuer=https://kubernetes.default.svc \
        --service-account-key-file="$pki/accounts.pub" --service-account-signing-key-file="$pki/accounts.key" \
        --requestheader-client-ca-file="$pki/proxy-ca.crt" --requestheader-allowed-names=proxy-client \
        --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
        --requestheader-extra-headers-prefix=X-Remote-Extra- \
        --proxy-client-cert-file="$pki/proxy-client.crt" --proxy-client-key-file="$pki/proxy-client.key"
    within 120 kubectl get --raw /readyz
    start kube-controller-manager kube-controller-manager --kubeconfig="$pki/controllers.kubeconfig" --leader-elect=false \
        --authentication-kubeconfig="$pki/controllers.kubeconfig" --authorization-kubeconfig="$pki/controllers.kubeconfig" \
        --service-account-private-key-file="$pki/accounts.key" --root-ca-file="$pki/cluster-ca.crt" \
        --use-service-account-credentials=true --cluster-cidr=10.244.0.0/16 --bind-address=127.0.0.1 \
        --horizontal-pod-autoscaler-sync-period=5s
    start kube-scheduler kube-scheduler --kubeconfig="$pki/scheduler.kubeconfig" --leader-elect=false --bind-address=127.0.0.1 \
        --authentication-kubeconfig="$pki/scheduler.kubeconfig" --authorization-kubeconfig="$pki/scheduler.kubeconfig"
    start containerd containerd --config "$work/containerd/config.toml"
    within 30 $containers version
    start kubelet kubelet --config="$work/kubelet/config.yaml" --kubeconfig="$pki/kubelet.kubeconfig" --hostname-override=node1 \
        --node-ip=$node --root-dir="$work/kubelet/root" --cert-dir="$work/kubelet/pki"
    start kube-proxy kube-proxy --config="$work/kubelet/proxy.yaml"
    within 120 sh -c 'kubectl get nodes | grep -q " Ready"'
    start policies python3 "$parts/policies.py"
}

case $2 in
    start)
        "$parts/pki.sh" "$work" $node
        network
        settings
        processes
        say "$(kubectl --kubeconfig "$pki/admin.kubeconfig" get nodes --no-headers | tr -s ' ')"
        ;;
    stop)
        stop policies kubelet
        for task in $($containers tasks list --quiet 2>/dev/null); do
            $containers tasks kill --signal KILL "$task" 2>/dev/null || true
        done
        sleep 2
        for task in $($containers tasks list --quiet 2>/dev/null); do $containers tasks rm --force "$task" 2>/dev/null || true; done
        # A shim ends only when its pod is gone: those of this containerd, by its address.
        shims=$(pgrep -f "containerd-shim-runc-v2 .*-address $work/containerd/socket" || true)
        stop kube-proxy kube-scheduler kube-controller-manager kube-apiserver containerd etcd
        for shim in $shims; do kill -9 "$shim" 2>/dev/null || true; done
        awk -v folder=" $work/" 'index($0, folder) {print $2}' /proc/mounts | sort -r | while read -r mount; do
            umount --lazy "$mount" || true
        done
        ip netns list 2>/dev/null | awk '/^cni-/ {print $1}' | while read -r name; do ip netns delete "$name" || true; done
        for table in "ip kube-proxy" "ip6 kube-proxy" "ip preceptor-policies"; do nft delete table $table 2>/dev/null || true; done
        ip link delete trynode 2>/dev/null || true
        rm -rf "$work/etcd" "$work/kubelet/root" "$work/cni-leases" "$work/pod-logs"
        ;;
esac
